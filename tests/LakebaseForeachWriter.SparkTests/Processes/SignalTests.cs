using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>How a program ends, and that nothing of it stays behind: no JVM, no worker.</summary>
[Collection("Processes")]
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OrphanDeadline = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly string _home = RequiredSpark.Home();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CtrlC_OnAProgramThatDoesNotHandleIt_StopsTheQueryAndEndsWith130()
    {
        using ProgramRun run = StartEndless("endless");

        Signal.Interrupt.SendToGroup(run.Id);

        AssertEndsWith(130, run);
        AssertNothingRuns(run);
        AssertClosedInOrder();
    }

    [Fact]
    public void CtrlC_OnAProgramThatHandlesIt_LetsItFinishItsOwnWay()
    {
        using ProgramRun run = StartEndless("endless-with-handler");

        Signal.Interrupt.SendToGroup(run.Id);

        AssertEndsWith(7, run);
        Assert.Contains("STOPPED", run.Output, StringComparison.Ordinal);
        AssertNothingRuns(run);
        AssertClosedInOrder();
    }

    [Fact]
    public void CtrlC_WhileSparkStarts_EndsWith130AndLeavesNeitherJvmNorFolder()
    {
        string temporary = _folder.CreateFolder("temporary");
        using ProgramRun run = TestApp.Run(_home, new Dictionary<string, string?> { ["TMPDIR"] = temporary }, "exit", "0");
        Eventually.Holds(() => Directory.GetDirectories(temporary, "lakebase-spark-*").Length > 0, StartDeadline, "a starting Spark");

        Signal.Interrupt.SendToGroup(run.Id);

        AssertEndsWith(130, run);
        Assert.Empty(Directory.GetDirectories(temporary, "lakebase-spark-*"));

        // The JVM ends when it gets as far as noticing: it may just have begun.
        Eventually.IsEmpty(() => run.Processes, StartDeadline, "processes that the program left behind");
    }

    [Fact]
    public void Kill_OfTheProgram_TakesJvmAndWorkerWithIt()
    {
        using ProgramRun run = StartEndless("endless");
        Assert.True(run.Processes.Count >= 3, "Program, JVM and worker should run.");

        Signal.Kill.Send(run.Id);

        AssertNothingRuns(run);
    }

    [Fact]
    public void Exception_ThatNobodyCatches_EndsTheProgramAndItsJvm()
    {
        using ProgramRun run = TestApp.Run(_home, null, "throw");

        Assert.NotEqual(0, run.WaitForExit(StartDeadline));
        Assert.Contains("Nobody catches this.", run.Output, StringComparison.Ordinal);
        AssertNothingRuns(run);
    }

    [Fact]
    public void Exception_InTheWriter_EndsTheProgramWithTheWritersWordsFirst()
    {
        File.WriteAllText(Path.Combine(_folder.CreateFolder("lines"), "a.txt"), "a\n");
        using ProgramRun run = TestApp.Run(_home, null, "fail-in-writer", _folder["lines"]);

        Assert.NotEqual(0, run.WaitForExit(StartDeadline));
        Assert.Contains("StreamingQueryException: The writer is out of ink.", run.Output, StringComparison.Ordinal);
        AssertNothingRuns(run);
    }

    [Fact]
    public void Return_WithoutStoppingTheSession_EndsTheJvmAndKeepsTheExitCode()
    {
        using ProgramRun run = TestApp.Run(_home, null, "exit", "5");

        Assert.Equal(5, run.WaitForExit(StartDeadline));
        AssertNothingRuns(run);
    }

    private ProgramRun StartEndless(string job)
    {
        string output = _folder.CreateFolder("output");
        ProgramRun run = TestApp.Run(_home, null, job, output);
        run.WaitForOutput("STARTED", StartDeadline);
        Eventually.Holds(() => Directory.GetFiles(output, "*.done").Length > 0, StartDeadline, "a first written file");
        return run;
    }

    private static void AssertEndsWith(int exitCode, ProgramRun run)
    {
        int actual = run.WaitForExit(EndDeadline);
        Assert.True(actual == exitCode, $"It ended with {actual} instead of {exitCode}: {run.Output}");
    }

    private void AssertClosedInOrder() => Assert.Empty(Directory.GetFiles(_folder["output"], "*.open"));

    private static void AssertNothingRuns(ProgramRun run) =>
        Eventually.IsEmpty(() => run.Processes, OrphanDeadline, "processes that the program left behind");
}
