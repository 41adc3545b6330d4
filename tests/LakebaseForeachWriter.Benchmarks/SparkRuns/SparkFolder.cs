using System.Diagnostics;
using Lakebase.Benchmarks.Reporting;
using Lakebase.LocalServers;

namespace Lakebase.Benchmarks.SparkRuns;

/// <summary>The Spark that peers run on: the same as ours.</summary>
internal static class SparkFolder
{
    private const string Version = "4.1.4";

    /// <summary>The <c>SPARK_HOME</c> that <c>spark-submit/get-spark</c> finds or fetches.</summary>
    public static string Find()
    {
        using Process script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "spark-submit", "get-spark"), [Version])
        {
            RedirectStandardOutput = true,
        })!;
        string output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0
            ? output.Trim().Split('\n')[^1]
            : throw new InvalidOperationException($"There is no Spark {Version}; what get-spark says stands above.");
    }

    /// <summary>PostgreSQL's JDBC driver, which comes with the archive of all Sparks; null if it is not there.</summary>
    public static string? FindJdbcDriver()
    {
        string folder = Path.Combine(CacheFolder.Of("connectors"), "postgresql");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "postgresql-*.jar").FirstOrDefault() : null;
    }
}
