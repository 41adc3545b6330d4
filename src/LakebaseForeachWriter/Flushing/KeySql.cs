using System.Globalization;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>The text of statements about keys of a batch. Pure.</summary>
internal static class KeySql
{
    private const string VersionName = "lakebase_version";
    private const string NumberName = "lakebase_number";

    /// <summary>The columns whose parameters <see cref="Delete"/> takes.</summary>
    public static IReadOnlyList<int> DeleteOrdinals(TableMapping mapping) =>
        mapping.Rules.VersionOrdinal is { } version ? [.. mapping.KeyOrdinals, version] : mapping.KeyOrdinals;

    /// <summary>Deletes the rows of these keys, if the version column lets it.</summary>
    public static string Delete(TableMapping mapping)
    {
        IReadOnlyList<int> ordinals = DeleteOrdinals(mapping);
        UnnestSource source = new(mapping, ordinals);
        string version = mapping.Rules.VersionOrdinal is null ? "" : $", {VersionName}";
        string from = mapping.ConflictIndex?.KeySql is { } expressions
            ? $"(SELECT {Keys(expressions)}{version} FROM {AsInTable(mapping, source, source.From, ordinals)})"
            : $"(SELECT {Values(mapping, source, ordinals)} FROM {source.From})";
        string equals = mapping.ConflictIndex is { NullsNotDistinct: true } ? "IS NOT DISTINCT FROM" : "=";
        IEnumerable<string> conditions = mapping.ConflictIndex?.KeySql is { } keys
            ? keys.Select((key, i) => $"({key}) {equals} gone.{Key(i)}")
            : mapping.KeyOrdinals.Select((key, i) => $"{Target(mapping, key)} {equals} gone.{Key(i)}");
        if (mapping.Rules.VersionOrdinal is { } ordinal)
        {
            conditions = conditions.Append(ConflictClause.IsNewer($"gone.{VersionName}", Target(mapping, ordinal)));
        }

        return $"DELETE FROM {mapping.Table.Name.ToSql()} AS {ConflictClause.Target} USING {from} AS gone "
            + $"WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>A number for each row's key, the same for keys that are equal to the server.</summary>
    public static string Ranks(TableMapping mapping)
    {
        UnnestSource source = new(mapping, mapping.KeyOrdinals);
        IEnumerable<string> keys = mapping.ConflictIndex?.KeySql ?? mapping.KeyOrdinals.Select(ordinal => Name(mapping, ordinal));
        return $"SELECT dense_rank() OVER (ORDER BY {string.Join(", ", keys)}) "
            + $"FROM {AsInTable(mapping, source, source.FromNumbered, mapping.KeyOrdinals, $"u.{NumberName}")} ORDER BY {NumberName}";
    }

    /// <summary>
    /// The rows under the table's own column names. The union with the table's columns, of which no row is taken, brings their types and
    /// collations, on which what is equal, and what an expression means, depends.
    /// </summary>
    private static string AsInTable(
        TableMapping mapping, UnnestSource source, string from, IReadOnlyList<int> ordinals, string? number = null)
    {
        IEnumerable<string> columns = ordinals.Select((ordinal, i) =>
            $"{Target(mapping, ordinal)} AS {(i < mapping.KeyOrdinals.Count ? Name(mapping, ordinal) : VersionName)}");
        IEnumerable<string> values = source.Values.Select((value, i) => Comparable(value, mapping.Columns[ordinals[i]]));
        if (number is not null)
        {
            (columns, values) = (columns.Prepend($"0::bigint AS {NumberName}"), values.Prepend(number));
        }

        return $"(SELECT {string.Join(", ", columns)} FROM {mapping.Table.Name.ToSql()} AS {ConflictClause.Target} WHERE false "
            + $"UNION ALL SELECT {string.Join(", ", values)} FROM {from}) AS given";
    }

    private static string Values(TableMapping mapping, UnnestSource source, IReadOnlyList<int> ordinals) =>
        string.Join(", ", source.Values.Select((value, i) =>
            $"{Comparable(value, mapping.Columns[ordinals[i]])} AS {(i < mapping.KeyOrdinals.Count ? Key(i) : VersionName)}"));

    private static string Keys(IReadOnlyList<string> expressions) =>
        string.Join(", ", expressions.Select((expression, i) => $"({expression}) AS {Key(i)}"));

    // Names that no column of the table has: an index' expression finds its columns by their bare names.
    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"lakebase_key_{i}");

    // Compared with a double, a numeric would lose digits: the table's type decides, as it does when the value is stored.
    private static string Comparable(string value, ColumnMapping column) =>
        column.Target.Type.Storage.Name is "numeric" or "real" ? $"{value}::{column.Target.Type.Storage.Name}" : value;

    private static string Target(TableMapping mapping, int ordinal) => $"{ConflictClause.Target}.{Name(mapping, ordinal)}";

    private static string Name(TableMapping mapping, int ordinal) => SqlIdentifier.Quote(mapping.Columns[ordinal].Target.Name);
}
