using Lakebase.SparkTests.Processes;
using Lakebase.TestSupport.Processes;

namespace Lakebase.SparkTests;

// The stock spark-submit with our jar as primary resource.
public abstract partial class SparkSuite
{
    private static readonly TimeSpan SubmitDeadline = TimeSpan.FromSeconds(120);

    // Executors in processes of their own, each with its worker. Local mode, which has less to go wrong: PlainSubmitTests, on one version.
    [Fact]
    public void SparkSubmit_OfALinesJob_WritesEveryLineOnEveryExecutor()
    {
        const string Master = "local-cluster[2,1,1024]";
        for (int i = 0; i < 8; i++)
        {
            AddLines($"{i}");
        }

        string output = _folder.CreateFolder("output");
        using ProgramRun run = TestApp.Submit(_spark.Home!, Master, "lines", _folder["lines"], output);

        Assert.True(run.WaitForExit(SubmitDeadline) == 0, run.Output);

        Assert.Contains($"DONE on {_spark.Version} with {Master}", run.Output, StringComparison.Ordinal);
        string[] done = Directory.GetFiles(output, "*.done");
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), done.SelectMany(File.ReadAllLines).Order());
        Assert.Equal(2, done.Select(file => Path.GetFileName(file).Split('-')[0]).Distinct().Count());
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    [Fact]
    public void SparkSubmit_OfAFailingProgram_GivesItsExitCode()
    {
        using ProgramRun run = TestApp.Submit(_spark.Home!, "local[1]", "exit", "9");

        Assert.Equal(9, run.WaitForExit(SubmitDeadline));
    }
}
