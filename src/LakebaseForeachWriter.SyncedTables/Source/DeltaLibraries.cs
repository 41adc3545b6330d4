namespace Lakebase.SyncedTables;

/// <summary>What a Spark session needs to read Delta tables.</summary>
public static class DeltaLibraries
{
    /// <summary>
    /// The settings, by the version of a Spark: Delta's jars where <c>spark-submit/get-spark</c> has left them, else their Maven coordinates,
    /// which Spark fetches itself when it starts; and Delta's extension and catalog.
    /// </summary>
    /// <param name="sparkHome">The folder of the Spark.</param>
    /// <exception cref="NotSupportedException">There is no Delta for this Spark, or the folder holds none.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Settings(string sparkHome)
    {
        ArgumentException.ThrowIfNullOrEmpty(sparkHome);
        string jars = Path.Combine(sparkHome, "jars");
        string core = (Directory.Exists(jars) ? Directory.EnumerateFiles(jars, "spark-core_*.jar").FirstOrDefault() : null)
            ?? throw new NotSupportedException($"There is no Spark in {sparkHome}: jars/spark-core_*.jar is missing.");
        string[] parts = Path.GetFileNameWithoutExtension(core)["spark-core_".Length..].Split('-');
        (string scala, string version) = (parts[0], parts[1]);
        string line = string.Join('.', version.Split('.').Take(2));
        string package = line switch
        {
            "3.5" => $"io.delta:delta-spark_{scala}:3.3.3",
            "4.0" or "4.1" or "4.2" => $"io.delta:delta-spark_{line}_{scala}:4.4.0",
            _ => throw new NotSupportedException($"There is no Delta for Spark {version} that this was tried with: use Spark 3.5, 4.0, 4.1 or 4.2."),
        };
        string folder = Path.Combine(Cache(), "lakebase-foreachwriter", "connectors", "delta", line);
        return
        [
            Directory.Exists(folder)
                ? new("spark.jars", string.Join(',', Directory.EnumerateFiles(folder, "*.jar").Order(StringComparer.Ordinal)))
                : new("spark.jars.packages", package),
            new("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
            new("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
        ];
    }

    private static string Cache() => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
