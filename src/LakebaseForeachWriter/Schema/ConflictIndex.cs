namespace Lakebase.Schema;

/// <summary>Finds the unique index that an upsert's key stands for.</summary>
internal static class ConflictIndex
{
    /// <summary>The index over exactly these columns, in whatever order; null after adding the problem.</summary>
    public static UniqueIndex? Find(TargetTable table, IReadOnlyList<string> keyColumns, List<string> problems)
    {
        HashSet<string> wanted = new(StringComparer.Ordinal);
        foreach (string key in keyColumns)
        {
            wanted.Add(ColumnNames.Find(table.Columns, column => column.Name, key)?.Name ?? key);
        }

        UniqueIndex[] candidates = [.. table.UniqueIndexes.Where(index => !index.IsExpression && wanted.SetEquals(index.Columns))];
        UniqueIndex? usable = candidates
            .Where(index => !index.IsDeferrable && index.Predicate is null)
            .OrderByDescending(index => index.IsPrimaryKey)
            .FirstOrDefault();
        if (usable is null)
        {
            problems.Add($"The key ({string.Join(", ", keyColumns)}) is no usable unique key of the table: {Reason(table, candidates)}. "
                + $"Make one: CREATE UNIQUE INDEX ON {table.Name.ToSql()} ({SqlIdentifier.QuoteAll(wanted)}).");
        }

        return usable;
    }

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
            : $"its unique keys are {string.Join(" and ", table.UniqueIndexes.Select(index => $"({string.Join(", ", index.Columns)}{(index.IsExpression ? ", an expression" : "")})"))}";
    }
}
