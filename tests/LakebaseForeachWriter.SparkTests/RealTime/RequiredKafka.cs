using System.Diagnostics;
using Lakebase.LocalServers;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.RealTime;

/// <summary>The Kafka of the tests that need one.</summary>
internal static class RequiredKafka
{
    // The archive is solid: one unpacking, and only where no earlier run has done it.
    private static readonly Lazy<Task> Fetched = new(FetchAsync);

    /// <summary>A broker of the test's own. Where there is none the test is skipped, or on CI fails.</summary>
    public static async Task<PrivateKafka> StartAsync()
    {
        await Fetched.Value;
        try
        {
            return await PrivateKafka.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        }
        catch (KafkaNotFoundException missing)
        {
            PostgresFixture.Missing(missing.Message);
            throw;
        }
    }

    /// <summary>The jars of Spark's Kafka connector for a version of Spark, separated by commas; null where there are none.</summary>
    public static string? Connector(string sparkVersion)
    {
        string line = sparkVersion[..3] == "4.3" ? "4.2" : sparkVersion[..3];
        string folder = Path.Combine(CacheFolder.Of("connectors"), "kafka", line);
        return Directory.Exists(folder) ? string.Join(',', Directory.EnumerateFiles(folder, "*.jar")) : null;
    }

    private static async Task FetchAsync()
    {
        using Process script = Process.Start(Repository.PathOf("spark-submit", "get-spark"), ["--kafka"]);
        await script.WaitForExitAsync();
    }
}
