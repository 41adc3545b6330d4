namespace Lakebase.SparkTests.SyncedTables;

/// <summary>A step of the script.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Statements">How, with <c>{t}</c> for the table; <c>DROP</c> makes another table in its place.</param>
/// <param name="Action">What a triggered run makes of it, or null where that does not matter.</param>
internal sealed record ChangeStep(string Name, string[] Statements, string? Action);

/// <summary>What happens to a Delta table: every statement that changes rows, keys and columns, and what ends its feed.</summary>
internal static class ChangeScript
{
    /// <summary>Makes another table in the table's place.</summary>
    public const string Drop = "DROP";

    /// <summary>All of it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">How many rows it begins with: where most of many change, a snapshot is what a triggered run makes.</param>
    /// <param name="everyStatement">Whether targets are compared after every statement, and not after two of them.</param>
    public static IEnumerable<ChangeStep> Whole(NycTable table, long rows, bool everyStatement)
    {
        ChangeStep[] changes =
        [
            .. Changes(table),
            new("optimize", ["OPTIMIZE {t}"], null),
            new("one key over versions", OneKey(table), "changes"),
            new("most rows", [Update(table, "bucket > 10")], rows * 9 / NycTable.Buckets > 10_000 ? "snapshot" : "changes"),
        ];
        return
        [
            new("first run", [], "snapshot"),
            .. everyStatement ? changes : changes.Chunk(2).Select(Join),
            new(
                "vacuum",
                [Update(table, "bucket = 12"), "DELETE FROM {t} WHERE bucket = 13", "OPTIMIZE {t}", "VACUUM {t} RETAIN 0 HOURS"],
                "snapshot"),
            new("overwrite", ["INSERT OVERWRITE {t} SELECT * FROM {t} WHERE bucket % 2 = 0"], null),
            new("another table", [Drop], "snapshot"),
        ];
    }

    /// <summary>What depends on a version of Spark and Delta.</summary>
    public static IEnumerable<ChangeStep> Core(NycTable table) =>
    [
        new("first run", [], "snapshot"),
        Join([.. Changes(table)]),
        new("vacuum", [Update(table, "bucket = 12"), "VACUUM {t} RETAIN 0 HOURS"], "snapshot"),
        new("overwrite", ["INSERT OVERWRITE {t} SELECT * FROM {t} WHERE bucket % 2 = 0"], null),
    ];

    private static ChangeStep Join(ChangeStep[] steps) => new(
        string.Join(", ", steps.Select(step => step.Name)),
        [.. steps.SelectMany(step => step.Statements)],
        steps[^1].Action ?? steps[0].Action);

    private static IEnumerable<ChangeStep> Changes(NycTable table)
    {
        string names = string.Join(", ", table.ColumnNames);
        string same = string.Join(" AND ", table.Keys.Select(key => $"t.{key} = s.{key}"));
        return
        [
            new(
                "insert",
                [$"INSERT INTO {{t}} ({names}) SELECT {table.WithKeysThatEndIn("#a")} FROM {{t}} WHERE bucket IN (1, 2)"],
                "changes"),
            new("update", [Update(table, "bucket = 3")], "changes"),
            new("delete", ["DELETE FROM {t} WHERE bucket = 4"], "changes"),
            new(
                "merge",
                [
                    $"MERGE INTO {{t}} t USING (SELECT {names} FROM {{t}} WHERE bucket IN (5, 6) "
                    + $"UNION ALL SELECT {table.WithKeysThatEndIn("#m")} FROM {{t}} WHERE bucket = 7) s ON {same} "
                    + $"WHEN MATCHED AND t.bucket = 5 THEN DELETE WHEN MATCHED THEN UPDATE SET {Set(table, "t.")} "
                    + "WHEN NOT MATCHED THEN INSERT *",
                ],
                "changes"),
            new(
                "keys",
                [
                    $"UPDATE {{t}} SET {table.Mark} = concat({table.Mark}, '#k') WHERE bucket = 8",
                    $"UPDATE {{t}} SET {table.Mark} = concat({table.Mark}, '#l') WHERE {table.Mark} LIKE '%#k'",

                    // Rows exchange their keys within one version.
                    $"UPDATE {{t}} SET {table.Mark} = CASE WHEN {table.Mark} LIKE '%#a' THEN left({table.Mark}, length({table.Mark}) - 2) "
                    + $"ELSE concat({table.Mark}, '#a') END WHERE bucket = 1",
                ],
                "changes"),
            new(
                "added column",
                ["ALTER TABLE {t} ADD COLUMNS (note STRING)", $"UPDATE {{t}} SET note = concat('n', {table.Mark}) WHERE bucket = 9"],
                "changes"),
        ];
    }

    private static string[] OneKey(NycTable table)
    {
        string insert = $"INSERT INTO {{t}} ({string.Join(", ", table.Keys)}, bucket) VALUES ({table.KeyLiterals}";
        string where = $"{table.Mark} = '#A'";
        return [$"{insert}, 100)", Update(table, where), $"DELETE FROM {{t}} WHERE {where}", $"{insert}, 102)"];
    }

    private static string Update(NycTable table, string where) => $"UPDATE {{t}} SET {Set(table, "")} WHERE {where}";

    private static string Set(NycTable table, string alias) => table.Changes.Replace("{a}", alias, StringComparison.Ordinal);
}
