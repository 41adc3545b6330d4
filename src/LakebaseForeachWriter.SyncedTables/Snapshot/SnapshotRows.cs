using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>The rows of a version that belong into the target.</summary>
internal static class SnapshotRows
{
    private const string Rank = "_lakebase_rank";

    /// <summary>
    /// All rows; with a timeseries key, of each key the newest. Of several that are equally new always the same one: the rows are read more
    /// than once.
    /// </summary>
    public static DataFrame Select(DataFrame version, TargetLayout layout)
    {
        WellFormedText texts = WellFormedText.In(version, layout);
        string[] values = [.. layout.Columns.Select(column => $"{texts.Of(column)} AS {SparkText.Quote(column.Name)}")];
        if (layout.Timeseries is not { } timeseries)
        {
            return version.SelectExpr(values);
        }

        string keys = string.Join(", ", layout.Keys.Select(key => SparkText.Quote(key.Name)));
        string rank = $"row_number() OVER (PARTITION BY {keys} ORDER BY {SparkText.Quote(timeseries.Name)} DESC NULLS LAST, "
            + $"xxhash64({string.Join(", ", layout.Columns.Select(Hashable))})) AS {Rank}";
        return version.SelectExpr([.. layout.Columns.Select(column => SparkText.Quote(column.Name)), rank]).Where($"{Rank} = 1")
            .SelectExpr(values);
    }

    // Maps have no hash.
    private static string Hashable(SyncedColumn column) => column.SourceType.Kind
        is SourceTypeKind.Array or SourceTypeKind.Map or SourceTypeKind.Struct or SourceTypeKind.Variant
        ? $"to_json({SparkText.Quote(column.Name)})"
        : SparkText.Quote(column.Name);
}
