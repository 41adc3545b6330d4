using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTestApp;

/// <summary>
/// Makes a Delta table of many versions. In version n all rows have v = n; from version n to the next, the row with id n gets another id.
/// </summary>
internal static class DeltaHistoryJob
{
    public static int Run(string folder, int rows, int versions)
    {
        Builder builder = SparkSession.Builder().AppName("delta history")
            .Master("local[2]")
            .Config("spark.ui.enabled", false)
            .Config("spark.sql.shuffle.partitions", 2)
            .Config("spark.databricks.delta.snapshotPartitions", 2);
        foreach ((string name, string value) in DeltaLibraries.Settings(Environment.GetEnvironmentVariable("SPARK_HOME")!))
        {
            builder.Config(name, value);
        }

        SparkSession spark = builder.GetOrCreate();
        string table = $"delta.`{folder}`";

        // No checkpoints: the log can then be cut off behind any version.
        spark.Sql(
            $"CREATE TABLE {table} USING delta TBLPROPERTIES (delta.enableChangeDataFeed = true, delta.checkpointInterval = 100000) "
            + $"AS SELECT id, 0L AS v, repeat('x', 50) AS padding FROM range(0, {rows}, 1, 4)").Collect().ToList();
        for (int version = 0; version < versions; version++)
        {
            spark.Sql($"UPDATE {table} SET v = {version + 1}, id = CASE WHEN id = {version} THEN id + {rows} ELSE id END")
                .Collect().ToList();
        }

        spark.Stop();
        return 0;
    }
}
