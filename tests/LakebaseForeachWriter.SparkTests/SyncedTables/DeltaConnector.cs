using Lakebase.LocalServers;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>Delta Lake for the tests, out of the archive that <c>get-spark</c> unpacks.</summary>
public static class DeltaConnector
{
    /// <summary>Skips the test where there is no Delta to be had; on CI it fails if there is, and was not unpacked.</summary>
    public static void Require(string sparkVersion)
    {
        Assert.SkipWhen(sparkVersion.StartsWith("4.3", StringComparison.Ordinal), $"There is no Delta for Spark {sparkVersion} yet.");
        if (!IsThere(sparkVersion))
        {
            bool isInArchive = File.Exists(Path.Combine(Repository.Root, "..", "shared", "spark", "spark-runtimes.tar.xz"));
            Assert.SkipUnless(isInArchive, "There is no archive with Delta's jars (../shared/spark).");
            PostgresFixture.Missing($"Delta's jars for Spark {sparkVersion} are not there: spark-submit/get-spark --all brings them.");
        }
    }

    /// <summary>What a session needs for Delta; nothing where <c>get-spark</c> has left none, as tests fetch nothing.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Settings(string sparkVersion, string sparkHome) =>
        IsThere(sparkVersion) ? DeltaLibraries.Settings(sparkHome) : [];

    private static bool IsThere(string sparkVersion) =>
        Directory.Exists(Path.Combine(CacheFolder.Of("connectors"), "delta", sparkVersion[..3]));
}
