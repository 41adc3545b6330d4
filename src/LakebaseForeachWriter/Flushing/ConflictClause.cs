using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>What an INSERT does with rows whose key is in the table. Pure.</summary>
internal static class ConflictClause
{
    /// <summary>How the clause names the row in the table.</summary>
    public const string Target = "target";

    /// <summary>Whether <see cref="Upsert"/> needs the table to be called <see cref="Target"/>.</summary>
    public static bool NamesTarget(TableMapping mapping) =>
        mapping.Rules.VersionOrdinal is not null || mapping.Rules.CoalesceOrdinals.Count > 0 || mapping.Rules.SkipUnchanged;

    /// <summary>An insert's clause: empty, or rows that any unique key refuses are left out.</summary>
    public static string Insert(TableMapping mapping) => mapping.Rules.DoNothing ? " ON CONFLICT DO NOTHING" : "";

    /// <summary>
    /// An upsert's clause: all columns but the key are overwritten, if the rules let them. A table of nothing but keys has nothing to
    /// overwrite.
    /// </summary>
    public static string Upsert(TableMapping mapping)
    {
        string keys = mapping.ConflictIndex?.KeySql is { } expressions
            ? string.Join(", ", expressions.Select(expression => $"({expression})"))
            : SqlIdentifier.QuoteAll(mapping.KeyOrdinals.Select(ordinal => mapping.Columns[ordinal].Target.Name));
        string predicate = mapping.ConflictIndex?.Predicate is { } part ? $" WHERE {part}" : "";
        int[] updated = [.. mapping.WrittenOrdinals.Where(i => IsUpdated(mapping, i))];
        if (updated.Length == 0)
        {
            return $" ON CONFLICT ({keys}){predicate} DO NOTHING";
        }

        string updates = string.Join(", ", updated.Select(i => $"{Name(mapping, i)} = {NewValue(mapping, i)}"));
        List<string> conditions = [];
        if (mapping.Rules.VersionOrdinal is { } version)
        {
            conditions.Add(IsNewer($"excluded.{Name(mapping, version)}", $"{Target}.{Name(mapping, version)}"));
        }

        if (mapping.Rules.SkipUnchanged)
        {
            string old = string.Join(", ", updated.Select(i => Comparable(mapping, i, $"{Target}.{Name(mapping, i)}")));
            string @new = string.Join(", ", updated.Select(i => Comparable(mapping, i, NewValue(mapping, i))));
            conditions.Add($"ROW({old}) IS DISTINCT FROM ROW({@new})");
        }

        string where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        return $" ON CONFLICT ({keys}){predicate} DO UPDATE SET {updates}{where}";
    }

    /// <summary>Whether a version is above another one; a null never is, and everything else is above a null.</summary>
    public static string IsNewer(string version, string than) => $"({version} > {than} OR ({than} IS NULL AND {version} IS NOT NULL))";

    // An identity that the table makes cannot be set by an update.
    private static bool IsUpdated(TableMapping mapping, int ordinal) =>
        !mapping.KeyOrdinals.Contains(ordinal) && mapping.Columns[ordinal].Target.Identity != IdentityKind.Always;

    private static string NewValue(TableMapping mapping, int ordinal)
    {
        string name = Name(mapping, ordinal);
        return mapping.Rules.CoalesceOrdinals.Contains(ordinal) ? $"COALESCE(excluded.{name}, {Target}.{name})" : $"excluded.{name}";
    }

    private static string Comparable(TableMapping mapping, int ordinal, string value) =>
        KeyExactness.HasNoEquality(mapping.Columns[ordinal].Target.Type) ? $"({value})::text" : value;

    private static string Name(TableMapping mapping, int ordinal) => SqlIdentifier.Quote(mapping.Columns[ordinal].Target.Name);
}
