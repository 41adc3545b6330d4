using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>The stock <c>spark-submit</c> in local mode, where driver and tasks share a JVM and so a worker.</summary>
[Collection("Processes")]
public sealed class PlainSubmitTests : IDisposable
{
    private const string Master = "local[2]";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();
    private readonly string _home = RequiredSpark.Home();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SparkSubmit_InLocalMode_WritesEveryLineInOneWorker()
    {
        string input = _folder.CreateFolder("lines");
        string output = _folder.CreateFolder("output");
        string[] lines = ["a", "b", "c", "d"];
        foreach (string line in lines)
        {
            File.WriteAllText(Path.Combine(input, $"{line}.txt"), $"{line}\n");
        }

        using ProgramRun run = TestApp.Submit(_home, Master, "lines", input, output);

        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);
        Assert.Contains($"DONE on {SparkSelection.AnyVersion} with {Master}", run.Output, StringComparison.Ordinal);
        string[] done = Directory.GetFiles(output, "*.done");
        Assert.Equal(lines, done.SelectMany(File.ReadAllLines).Order());
        Assert.Single(done.Select(file => Path.GetFileName(file).Split('-')[0]).Distinct());
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    [Fact]
    public void ForeachPartition_TaskFailsOnce_RunsAgainFromItsFirstRowAsTheSecondAttemptOfTheSameRun()
    {
        string output = _folder.CreateFolder("output");

        using ProgramRun run = TestApp.Submit(_home, "local[2,2]", "attempts", output);

        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);
        string[][] attempts = [.. Directory.GetFiles(output).Select(file => Path.GetFileName(file).Split(' ')).OrderBy(names => names[0] + names[1])];
        Assert.Equal(["0 0", "0 1", "1 0", "1 1"], attempts.Select(names => $"{names[0]} {names[1]}"));
        string epochAndRun = Assert.Single(attempts.Select(names => $"{names[2]} {names[3]}").Distinct());
        Assert.Equal(["0", "1"], File.ReadAllLines(Path.Combine(output, $"0 1 {epochAndRun}")));
        Assert.Equal(["2", "3"], File.ReadAllLines(Path.Combine(output, $"1 1 {epochAndRun}")));
    }
}
