using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>Makes the table, or the columns that it lacks. Several partitions and queries may do so at the same moment.</summary>
internal static class TargetTableMaker
{
    /// <summary>Makes the table unless it is there by now.</summary>
    public static ValueTask CreateAsync(
        NpgsqlConnection connection, SourceSchema schema, QualifiedName name, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, TableDefinition.CreateTable(schema, name, keys), cancellationToken);

    /// <summary>Adds the columns that are not there by now.</summary>
    public static ValueTask AddColumnsAsync(
        NpgsqlConnection connection, QualifiedName name, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, TableDefinition.AddColumns(name, columns), cancellationToken);

    /// <summary>Runs a statement that makes something, unless somebody else makes it at the same moment.</summary>
    public static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException raced) when (raced.SqlState is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DuplicateTable
                or PostgresErrorCodes.DuplicateObject
                or PostgresErrorCodes.DuplicateColumn)
            {
                // Another partition did it at the same moment. IF NOT EXISTS does not cover that: which error comes depends on whether the
                // other's catalog row of the table, its row type or its index is met first.
            }
        }
    }
}
