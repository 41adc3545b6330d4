using System.Globalization;
using Lakebase.Examples;
using Lakebase.LocalServers;
using Microsoft.Spark.Sql;

namespace RealTimeOrders;

/// <summary>The Spark session of this program, with Spark's Kafka connector.</summary>
internal static class OrdersSession
{
    public const string Name = "real-time-orders";

    /// <exception cref="SetupException">Spark cannot be had.</exception>
    public static async Task FindSparkAsync(OrdersOptions options, CancellationToken cancellationToken)
    {
        if (SparkRuntime.StartedBySparkSubmit)
        {
            if (options.SparkVersion is not null)
            {
                throw new SetupException("--spark makes no sense under spark-submit, which has started Spark already.");
            }
        }
        else if (await SparkRuntime.FindAsync(options.SparkVersion, cancellationToken) is { } missing)
        {
            throw new SetupException($"Spark cannot run here: {missing}.");
        }
    }

    /// <summary>The session. Under spark-submit its master, and the connector, are whoever submits's to choose.</summary>
    public static SparkSession Start(OrdersOptions options)
    {
        if (SparkRuntime.StartedBySparkSubmit)
        {
            return SparkRuntime.StartSession(Name);
        }

        // In real-time mode every partition's task holds a core for the whole batch, and waits most of that time.
        string master = string.Create(CultureInfo.InvariantCulture, $"local[{options.Partitions + 1}]");
        return SparkRuntime.StartSession(Name, ("spark.master", master), Connector(Environment.GetEnvironmentVariable("SPARK_HOME")!));
    }

    // Where get-spark has left none, Spark itself fetches it from Maven Central.
    private static (string Key, string Value) Connector(string sparkHome)
    {
        string core = Directory.EnumerateFiles(Path.Combine(sparkHome, "jars"), "spark-core_*.jar").FirstOrDefault()
            ?? throw new SetupException($"There is no spark-core jar in {sparkHome}.");
        string[] parts = Path.GetFileNameWithoutExtension(core)["spark-core_".Length..].Split('-');
        (string scala, string version) = (parts[0], parts[1]);

        // The connector of 4.2 serves 4.3 as well.
        string line = string.Join('.', version.Split('.').Take(2));
        string folder = Path.Combine(CacheFolder.Of("connectors"), "kafka", line == "4.3" ? "4.2" : line);
        return Directory.Exists(folder)
            ? ("spark.jars", string.Join(',', Directory.EnumerateFiles(folder, "*.jar")))
            : ("spark.jars.packages", $"org.apache.spark:spark-sql-kafka-0-10_{scala}:{version}");
    }
}
