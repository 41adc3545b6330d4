using Lakebase.Benchmarks.SparkRuns;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>A Spark session on two cores with Delta and, where it is there, PostgreSQL's JDBC driver.</summary>
internal static class DeltaSession
{
    private const string Jars = "spark.jars";

    /// <summary>Starts it.</summary>
    public static SparkSession Start()
    {
        Dictionary<string, string> settings = new(DeltaLibraries.Settings(SparkFolder.Find()))
        {
            ["spark.master"] = "local[2]",
            ["spark.ui.enabled"] = "false",
            ["spark.driver.memory"] = "2g",
            ["spark.sql.session.timeZone"] = "UTC",

            // As in the examples: Spark's and Delta's defaults are for clusters, 200 and 50.
            ["spark.sql.shuffle.partitions"] = "4",
            ["spark.databricks.delta.snapshotPartitions"] = "2",
        };
        if (SparkFolder.FindJdbcDriver() is { } driver)
        {
            settings[Jars] = settings.TryGetValue(Jars, out string? delta) ? $"{delta},{driver}" : driver;
        }

        Builder builder = SparkSession.Builder().AppName("benchmark");
        foreach ((string name, string value) in settings)
        {
            builder.Config(name, value);
        }

        return builder.GetOrCreate();
    }
}
