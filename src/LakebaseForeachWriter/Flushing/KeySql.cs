using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>The text of statements about keys of a batch. Pure.</summary>
internal static class KeySql
{
    /// <summary>The columns whose parameters <see cref="Delete"/> takes.</summary>
    public static IReadOnlyList<int> DeleteOrdinals(TableMapping mapping) =>
        mapping.Rules.VersionOrdinal is { } version ? [.. mapping.KeyOrdinals, version] : mapping.KeyOrdinals;

    /// <summary>Deletes the rows of these keys, if the version column lets it.</summary>
    public static string Delete(TableMapping mapping)
    {
        IReadOnlyList<int> ordinals = DeleteOrdinals(mapping);
        UnnestSource source = new(mapping, ordinals);
        string values = string.Join(", ", source.Values.Select((value, i) => $"{Comparable(value, mapping.Columns[ordinals[i]])} AS k{i}"));
        string equals = mapping.ConflictIndex is { NullsNotDistinct: true } ? "IS NOT DISTINCT FROM" : "=";
        IEnumerable<string> conditions = mapping.KeyOrdinals.Select((ordinal, i) => $"{Target(mapping, ordinal)} {equals} gone.k{i}");
        if (mapping.Rules.VersionOrdinal is { } version)
        {
            conditions = conditions.Append(ConflictClause.IsNewer($"gone.k{ordinals.Count - 1}", Target(mapping, version)));
        }

        return $"DELETE FROM {mapping.Table.Name.ToSql()} AS {ConflictClause.Target} USING (SELECT {values} FROM {source.From}) AS gone "
            + $"WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>
    /// A number for each row's key, the same for keys that are equal to the server. The union with the table's own column, of which no row
    /// is taken, brings its type and collation.
    /// </summary>
    public static string Ranks(TableMapping mapping)
    {
        UnnestSource source = new(mapping, mapping.KeyOrdinals);
        string names = string.Join(", ", mapping.KeyOrdinals.Select((_, i) => $"k{i}"));
        string columns = string.Join(", ", mapping.KeyOrdinals.Select((ordinal, i) => $"{Target(mapping, ordinal)} AS k{i}"));
        string values = string.Join(", ", source.Values.Select((value, i) => Comparable(value, mapping.Columns[mapping.KeyOrdinals[i]])));
        return $"SELECT dense_rank() OVER (ORDER BY {names}) FROM (SELECT 0::bigint AS n, {columns} FROM {mapping.Table.Name.ToSql()} AS "
            + $"{ConflictClause.Target} WHERE false UNION ALL SELECT u.n, {values} FROM {source.FromNumbered}) AS ranked ORDER BY n";
    }

    // Compared with a double, a numeric would lose digits: the table's type decides, as it does when the value is stored.
    private static string Comparable(string value, ColumnMapping column) =>
        column.Target.Type.Storage.Name is "numeric" or "real" ? $"{value}::{column.Target.Type.Storage.Name}" : value;

    private static string Target(TableMapping mapping, int ordinal) =>
        $"{ConflictClause.Target}.{SqlIdentifier.Quote(mapping.Columns[ordinal].Target.Name)}";
}
