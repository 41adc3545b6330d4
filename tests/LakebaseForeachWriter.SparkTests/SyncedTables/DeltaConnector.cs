using Lakebase.LocalServers;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>Delta Lake for the tests, out of the archive that <c>get-spark</c> unpacks.</summary>
public static class DeltaConnector
{
    /// <summary>The jars of Delta for a version of Spark, separated by commas; null where there are none.</summary>
    public static string? Jars(string sparkVersion)
    {
        string folder = Path.Combine(CacheFolder.Of("connectors"), "delta", sparkVersion[..3]);
        return Directory.Exists(folder) ? string.Join(',', Directory.EnumerateFiles(folder, "*.jar")) : null;
    }
}
