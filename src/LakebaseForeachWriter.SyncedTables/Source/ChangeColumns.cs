using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Source;

/// <summary>How rows of the change data feed become rows of the stage.</summary>
internal static class ChangeColumns
{
    /// <summary>
    /// The stage's own column: where a row stands in the feed. Twice the version, and one more for a row that is there afterwards: within a
    /// version deletes come before inserts. An update is the delete of its old image, as it can change keys.
    /// </summary>
    public const string Order = "_lakebase_order";

    private const string IsThereAfterwards = "_change_type IN ('insert', 'update_postimage')";

    private static readonly string[] OfTheFeed = ["_change_type", "_commit_version", "_commit_timestamp"];

    /// <summary>Whether the column is the feed's own.</summary>
    public static bool IsAboutTheChange(string name) => OfTheFeed.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The feed's rows as the stage takes them. Of a row that is gone only what finds it travels.</summary>
    public static DataFrame Select(DataFrame feed, TargetLayout layout) => feed.SelectExpr(
        [.. layout.Columns.Select(column => Expression(column, layout)), $"_commit_version * 2 + CAST({IsThereAfterwards} AS INT) AS {Order}"]);

    /// <summary>The statement that makes the stage.</summary>
    public static string CreateStage(TargetLayout layout, QualifiedName stage)
    {
        IEnumerable<string> columns = layout.Columns.Select(column => column.LoadDefinition).Append($"{Order} bigint NOT NULL");
        return $"CREATE UNLOGGED TABLE {stage.ToSql()} ({string.Join(", ", columns)}) WITH (autovacuum_enabled = false)";
    }

    private static string Expression(SyncedColumn column, TargetLayout layout)
    {
        string name = SparkText.Quote(column.Name);
        return column.IsKey || column == layout.Timeseries ? name : $"CASE WHEN {IsThereAfterwards} THEN {name} END AS {name}";
    }
}
