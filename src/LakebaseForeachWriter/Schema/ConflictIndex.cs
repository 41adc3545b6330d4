namespace Lakebase.Schema;

/// <summary>Finds the unique index that an upsert's key stands for.</summary>
internal static class ConflictIndex
{
    /// <summary>
    /// The index over exactly these columns, in whatever order, and of this name if one is given; null after adding the problem. Only by
    /// its name an index is taken that covers only a part of the rows, or that has an expression among its keys: then these are the columns
    /// of which the keys are made.
    /// </summary>
    public static UniqueIndex? Find(TargetTable table, IReadOnlyList<string> keyColumns, string? indexName, List<string> problems)
    {
        HashSet<string> wanted = new(StringComparer.Ordinal);
        foreach (string key in keyColumns)
        {
            wanted.Add(ColumnNames.Find(table.Columns, column => column.Name, key)?.Name ?? key);
        }

        UniqueIndex[] candidates = [.. table.UniqueIndexes.Where(index => wanted.SetEquals(index.Columns))
            .Where(index => indexName is null ? index.KeySql is null : index.Name == indexName)];
        if (indexName is not null && candidates.Length == 0)
        {
            problems.Add(ReasonAgainst(table, indexName));
            return null;
        }

        UniqueIndex? usable = candidates
            .Where(index => !index.IsDeferrable && (index.Predicate is null || indexName is not null))
            .OrderByDescending(index => index.IsPrimaryKey)
            .FirstOrDefault();
        if (usable is null)
        {
            problems.Add($"The key ({string.Join(", ", keyColumns)}) is no usable unique key of the table: {Reason(table, candidates)}. "
                + $"Make one: CREATE UNIQUE INDEX ON {table.Name.ToSql()} ({SqlIdentifier.QuoteAll(wanted)}).");
        }

        return usable;
    }

    private static string ReasonAgainst(TargetTable table, string indexName) =>
        table.UniqueIndexes.FirstOrDefault(index => index.Name == indexName) switch
        {
            null => $"ConflictIndex '{indexName}' is no unique index of the table: it has {Names(table)}.",
            { } other => $"ConflictIndex '{indexName}' covers ({string.Join(", ", other.Columns)}): PrimaryKeys must name exactly these columns.",
        };

    private static string Names(TargetTable table) =>
        table.UniqueIndexes.Count == 0 ? "none" : string.Join(", ", table.UniqueIndexes.Select(index => $"'{index.Name}'"));

    private static string Reason(TargetTable table, UniqueIndex[] candidates)
    {
        if (candidates.FirstOrDefault(index => index.IsDeferrable) is { } deferrable)
        {
            return $"the constraint '{deferrable.Name}' is deferrable, which ON CONFLICT cannot use";
        }

        if (candidates.Length > 0)
        {
            return $"the index '{candidates[0].Name}' covers only a part of the rows ({candidates[0].Predicate})";
        }

        return table.UniqueIndexes.Count == 0
            ? "the table has neither a primary key nor a unique index"
            : "its unique keys are "
                + $"{string.Join(" and ", table.UniqueIndexes.Select(index => $"({string.Join(", ", index.KeySql ?? index.Columns)})"))}";
    }
}
