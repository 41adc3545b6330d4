using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>The rows of a version that belong into the target.</summary>
internal static class SnapshotRows
{
    private const string Rank = "_lakebase_rank";

    /// <summary>All rows; with a timeseries key, of each key the newest.</summary>
    public static DataFrame Select(DataFrame version, TargetLayout layout)
    {
        string[] columns = [.. layout.Columns.Select(column => SparkText.Quote(column.Name))];
        if (layout.Timeseries is not { } timeseries)
        {
            return version.SelectExpr(columns);
        }

        string keys = string.Join(", ", layout.Keys.Select(key => SparkText.Quote(key.Name)));
        string rank = $"row_number() OVER (PARTITION BY {keys} ORDER BY {SparkText.Quote(timeseries.Name)} DESC NULLS LAST) AS {Rank}";
        return version.SelectExpr([.. columns, rank]).Where($"{Rank} = 1").SelectExpr(columns);
    }
}
