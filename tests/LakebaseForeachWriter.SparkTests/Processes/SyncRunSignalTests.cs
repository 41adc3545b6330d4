using System.Diagnostics;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Processes;
using Npgsql;

namespace Lakebase.SparkTests.Processes;

/// <summary>How <c>lakebase sync run</c> ends when it is told to: soon, with the documented code, and nothing of it stays behind.</summary>
[Collection("Processes")]
public sealed class SyncRunSignalTests(DeltaHistory history) : SyncRunTest(history)
{
    private const string Target = "public.copy";
    private const int Cancelled = 130;

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    /// <summary>Two seconds for the run, and some for a JVM on a busy machine.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task CtrlC_OnAContinuousRun_EndsWith130AndTheCopyIsWhole()
    {
        DeltaCopy source = NewSource("source", 0);
        await using SyncedTableEngine engine = NewEngine();
        using ProgramRun run = Start(source, Target, "continuous", "--interval", "200ms");
        await AwaitAsync(run, async () => (await engine.FindAsync(Target))?.LastVersion == 0, "the first copy");
        source.Commit();
        await AwaitAsync(run, async () => (await engine.FindAsync(Target))?.LastVersion == 1, "the change");

        AssertEnds(run, Signal.Interrupt);

        await using NpgsqlConnection connection = await ConnectAsync();
        await source.AssertEqualAsync(connection, Target, "after Ctrl-C");
        SyncedTableStatus status = (await engine.FindAsync(Target, TestContext.Current.CancellationToken))!;
        Assert.Equal((SyncedTableState.Online, 1L), (status.State, status.LastVersion));
    }

    [Fact]
    public async Task Terminate_OnASnapshotThatAnExecutorHasLoaded_EndsWith130AndTheTargetIsNotThere()
    {
        DeltaCopy source = NewSource("source", 0);
        await using NpgsqlConnection connection = await ConnectAsync();
        await using NpgsqlTransaction old = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        Assert.False(await IsThereAsync(connection, Target)); // Its snapshot is older than the load: the swap waits for it.
        await using NpgsqlConnection other = await ConnectAsync();
        using ProgramRun run = Start(
            source, Target, "snapshot", "--master", "local-cluster[1,1,1024]", "--spark-conf", "spark.executor.memory=512m");
        await AwaitAsync(
            run,
            async () => await IsThereAsync(other, "lakebase_sync.partitions") && await CountAsync(other) == DeltaHistory.Rows,
            "the loaded rows");

        Assert.Contains(run.Processes, process => process.CommandLine.Contains("CoarseGrainedExecutorBackend", StringComparison.Ordinal));

        AssertEnds(run, Signal.Terminate);

        Assert.False(await IsThereAsync(other, Target));
        await using SyncedTableEngine engine = NewEngine();
        Assert.Null((await engine.FindAsync(Target, TestContext.Current.CancellationToken))!.LastVersion);
    }

    [Fact]
    public void CtrlC_WhileSparkStarts_EndsWith130()
    {
        using ProgramRun run = Start(NewSource("source", 0), Target, "triggered");
        Eventually.Holds(() => run.HasEnded || run.Processes.Any(IsJvm), StartDeadline, "a JVM");

        AssertEnds(run, Signal.Interrupt);
    }

    private static bool IsJvm(SystemProcess process) => process.CommandLine.Contains("SparkSubmit", StringComparison.Ordinal);

    private static void AssertEnds(ProgramRun run, Signal signal)
    {
        long start = Stopwatch.GetTimestamp();
        signal.SendToGroup(run.Id);
        int code = run.WaitForExit(EndDeadline);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{signal}: ended after {took.TotalSeconds:0.0} s with {code}: {run.Output}");
        Assert.True(code == Cancelled, $"It ended with {code}: {run.Output}");
        Assert.DoesNotContain("please report it", run.Output, StringComparison.Ordinal);
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "processes that it left behind");
    }

    private static async Task AwaitAsync(ProgramRun run, Func<Task<bool>> condition, string what)
    {
        await Eventually.HoldsAsync(
            async () => run.HasEnded || await condition(),
            StartDeadline,
            () => $"{what}: {run.Output}",
            TestContext.Current.CancellationToken);
        Assert.False(run.HasEnded, run.Output);
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string table)
    {
        await using NpgsqlCommand command = new($"SELECT to_regclass('{table}') IS NOT NULL", connection);
        return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection)
    {
        await using NpgsqlCommand command = new("SELECT coalesce(sum(rows), 0)::bigint FROM lakebase_sync.partitions", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
