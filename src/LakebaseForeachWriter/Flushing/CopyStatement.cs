using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// A COPY … FROM STDIN in binary format. In that format the server takes any eight bytes for any type that has eight, so a COPY into the
/// user's table says which types its rows were encoded for, and is refused, before a row is sent, if a column has another one by now.
/// </summary>
/// <param name="Sql">Its text.</param>
/// <param name="AssertsTypes">Whether it is refused where a column has another type.</param>
internal sealed record CopyStatement(string Sql, bool AssertsTypes = false)
{
    /// <summary>A COPY into a table that nobody else alters.</summary>
    public static CopyStatement IntoOwn(TableMapping mapping) =>
        new($"COPY {mapping.Table.Name.ToSql()} ({InsertSql.TargetColumns(mapping)}) FROM STDIN (FORMAT BINARY)");

    /// <summary>A COPY into the user's table.</summary>
    public static CopyStatement Into(TableMapping mapping)
    {
        CopyStatement copy = IntoOwn(mapping);

        // A WHERE clause may read columns only where SELECT is granted, which writing does not need.
        TargetColumn[] targets = [.. mapping.WrittenOrdinals.Select(i => mapping.Columns[i].Target)];
        return mapping.Table.IsReadable && targets.All(target => target.Type.Kind != TargetTypeKind.Pseudo)
            ? new CopyStatement($"{copy.Sql} WHERE true OR {string.Join(" OR ", targets.Select(Assertion))}", AssertsTypes: true)
            : copy;
    }

    /// <summary>Whether the error of its beginning says, or may say, that the table is not the one that it was made for.</summary>
    public bool IsRefusal(PostgresException error) =>
        AssertsTypes && error.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InsufficientPrivilege;

    // The operator is there for two arrays of the very same type only, so the server fails to understand it where the column has another
    // one. It is never run: what stands beside "true" is dropped when the statement is understood, and the rows are taken without a look.
    private static string Assertion(TargetColumn target)
    {
        string column = SqlIdentifier.Quote(target.Name);
        return target.Type.Kind == TargetTypeKind.Array
            ? $"{column} OPERATOR(pg_catalog.&&) NULL::{target.Type.Name}"
            : $"ARRAY[{column}] OPERATOR(pg_catalog.&&) NULL::{target.Type.Name}[]";
    }
}
