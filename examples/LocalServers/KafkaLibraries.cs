namespace Lakebase.LocalServers;

/// <summary>Looks for Kafka's jars and for the Java that runs them.</summary>
internal static class KafkaLibraries
{
    /// <summary>The environment variable that names the folder of an unpacked Kafka.</summary>
    public const string FolderVariable = "LAKEBASE_KAFKA";

    /// <exception cref="PrivateKafkaException">A folder was named and holds no Kafka.</exception>
    /// <exception cref="KafkaNotFoundException">There is none.</exception>
    public static string Find(string? named)
    {
        string? home = Environment.GetEnvironmentVariable(FolderVariable);
        if (named is null && !string.IsNullOrEmpty(home))
        {
            named = Path.Combine(home, "libs");
        }

        if (named is not null)
        {
            return HasBroker(named)
                ? named
                : throw new PrivateKafkaException(
                    $"The folder {named} holds no Kafka (kafka-server-*.jar); correct {FolderVariable} or remove it.");
        }

        string cached = Path.Combine(CacheFolder.Of("kafka"), "libs");
        return HasBroker(cached)
            ? cached
            : throw new KafkaNotFoundException(
                $"There is no Kafka in {cached}. Get it with spark-submit/get-spark --kafka, or set {FolderVariable} to the folder of an "
                + "unpacked Kafka, or name a broker.");
    }

    /// <summary><c>bin/java</c> in <c>JAVA_HOME</c>, else the one on the <c>PATH</c>.</summary>
    /// <exception cref="KafkaNotFoundException">There is none.</exception>
    public static string FindJava()
    {
        string? home = Environment.GetEnvironmentVariable("JAVA_HOME");
        string? java = string.IsNullOrEmpty(home) ? CommandLine.Find("java") : Path.Combine(home, "bin", "java");
        return java is not null && File.Exists(java)
            ? java
            : throw new KafkaNotFoundException(
                "Kafka needs Java, and there is none in JAVA_HOME or on the PATH; install Java 17, or name a broker.");
    }

    private static bool HasBroker(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "kafka-server-*.jar").Any();
}
