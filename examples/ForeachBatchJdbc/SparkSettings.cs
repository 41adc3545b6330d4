using Lakebase.LocalServers;
using Lakebase.SyncedTables;

namespace ForeachBatchJdbc;

/// <summary>What the session needs: Delta, and PostgreSQL's JDBC driver.</summary>
internal static class SparkSettings
{
    private const string DriverPackage = "org.postgresql:postgresql:42.7.14";

    /// <summary>The settings. What get-spark has left on this machine is taken, anything else Spark fetches from Maven Central.</summary>
    public static (string Key, string Value)[] For(string sparkHome)
    {
        var settings = new Dictionary<string, string>(DeltaLibraries.Settings(sparkHome))
        {
            ["spark.master"] = "local[*]",
            ["spark.sql.shuffle.partitions"] = "4",
            ["spark.databricks.delta.snapshotPartitions"] = "2",
        };
        string folder = Path.Combine(CacheFolder.Of("connectors"), "postgresql");
        (string key, string driver) = Directory.Exists(folder)
            ? ("spark.jars", string.Join(',', Directory.EnumerateFiles(folder, "*.jar")))
            : ("spark.jars.packages", DriverPackage);
        settings[key] = settings.TryGetValue(key, out string? delta) ? $"{delta},{driver}" : driver;
        return [.. settings.Select(setting => (setting.Key, setting.Value))];
    }
}
