using Lakebase.SparkTests.Scripts;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>The archive of <c>spark-submit/quick-start</c> on a real Spark.</summary>
[Collection("Processes")]
public sealed class QuickStartTests
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task DotnetRun_ArchiveIsThere_TheJvmUsesIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc.");
        string home = RequiredSpark.Home();
        using TemporaryFolder folder = new();
        Dictionary<string, string?> environment = new() { ["SPARK_HOME"] = home, ["SPARK_CONF_DIR"] = null, ["LAKEBASE_QUICK_START"] = null };
        string jar = Path.Combine(TestApp.Folder, "lakebase-foreachwriter-spark.jar");
        ScriptResult script = await Script.RunAsync(Repository.PathOf("spark-submit", "quick-start"), ["--jar", jar], environment);
        Assert.True(script.ExitCode == 0, script.ToString());

        using ProgramRun run = TestApp.Run(home, environment, "endless", folder.CreateFolder("output"));

        string archive = Path.Combine(home, "lakebase-quick-start", "java-");
        Eventually.Holds(
            () => run.Processes.Any(process => Maps(process).Contains(archive, StringComparison.Ordinal)), StartDeadline, "the archive in use");
    }

    private static string Maps(SystemProcess process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/maps");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
