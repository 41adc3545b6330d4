using Lakebase.LocalServers;

namespace Lakebase.Examples;

/// <summary>What a Spark needs to read Delta tables, and PostgreSQL by JDBC.</summary>
public static class DeltaConnector
{
    /// <summary>The settings of a session with Delta. Where get-spark has left no connector, Spark itself fetches it from Maven
    /// Central.</summary>
    /// <param name="withJdbc">Whether PostgreSQL's JDBC driver is wanted as well.</param>
    /// <exception cref="SetupException">There is no Delta for this Spark.</exception>
    public static (string Key, string Value)[] Settings(bool withJdbc = false)
    {
        string sparkHome = Environment.GetEnvironmentVariable("SPARK_HOME")!;
        string core = Directory.EnumerateFiles(Path.Combine(sparkHome, "jars"), "spark-core_*.jar").FirstOrDefault()
            ?? throw new SetupException($"There is no spark-core jar in {sparkHome}.");
        string[] parts = Path.GetFileNameWithoutExtension(core)["spark-core_".Length..].Split('-');
        string line = string.Join('.', parts[1].Split('.').Take(2));
        (string package, string driver) = line switch
        {
            "3.5" => ($"io.delta:delta-spark_{parts[0]}:3.3.3", "org.postgresql:postgresql:42.7.14"),
            "4.0" or "4.1" or "4.2" => ($"io.delta:delta-spark_{line}_{parts[0]}:4.4.0", "org.postgresql:postgresql:42.7.14"),
            _ => throw new SetupException($"There is no Delta for Spark {parts[1]} yet; name another with --spark."),
        };
        string connectors = CacheFolder.Of("connectors");
        string[] folders = [Path.Combine(connectors, "delta", line), .. withJdbc ? (string[])[Path.Combine(connectors, "postgresql")] : []];
        (string, string) jars = folders.All(Directory.Exists)
            ? ("spark.jars", string.Join(',', folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.jar"))))
            : ("spark.jars.packages", withJdbc ? $"{package},{driver}" : package);
        return
        [
            jars,
            ("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
            ("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
            ("spark.sql.shuffle.partitions", "4"),
            ("spark.databricks.delta.snapshotPartitions", "2"),
        ];
    }
}
