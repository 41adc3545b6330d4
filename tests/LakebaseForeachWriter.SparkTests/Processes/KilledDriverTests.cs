using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Processes;
using Npgsql;

namespace Lakebase.SparkTests.Processes;

/// <summary>
/// Synced tables whose drivers are processes of their own (<c>lakebase sync run</c> over two executors), and of which one is killed at a
/// random point: the driver, its JVM, an executor, a worker, or all of them as when machines die; or the server, which forgets its last
/// commits then, as a standby that takes over and was not up to date. LAKEBASE_SYNC_PROCESS_CRASHES sets how
/// many schedules run, LAKEBASE_SYNC_SEED repeats one.
/// </summary>
[Collection("Processes")]
public sealed class KilledDriverTests(DeltaHistory history) : SyncRunTest(history)
{
    /// <summary>How many schedules run; none where it is not set.</summary>
    public const string SchedulesVariable = "LAKEBASE_SYNC_PROCESS_CRASHES";

    private const string Cluster = "local-cluster[2,1,1024]";

    /// <summary>For a run on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);

    private readonly int _schedules = WantedSchedules();
    private Random _random = new();

    private enum Victim
    {
        Driver,
        Jvm,
        Executor,
        Worker,
        Everything,
        Server,
    }

    protected override IReadOnlyDictionary<string, string> ServerSettings => ForgetfulServer.Settings;

    [Fact]
    public async Task SyncRun_ProcessesKilledAtRandomPoints_TargetEqualsSourceAndNobodySeesAHalfTable()
    {
        int seed = TestSetting.Number("LAKEBASE_SYNC_SEED", Random.Shared.Next());
        _random = new Random(seed);
        Copied? copied = null;
        try
        {
            for (int schedule = 0; schedule < _schedules; schedule++)
            {
                if (copied is null || _random.Next(4) == 0 || copied.Source.Version + 4 > DeltaHistory.Versions)
                {
                    // The first copy is what is interrupted.
                    await (copied?.Readers.DisposeAsync() ?? ValueTask.CompletedTask);
                    DeltaCopy source = NewSource($"source-{schedule}", _random.Next(3));
                    string target = $"public.t{schedule}";
                    copied = new Copied(source, target, new WatchingReaders(Database, target, DeltaHistory.Rows));
                }
                else
                {
                    Commit(copied.Source, _random.Next(1, 3));
                }

                await RunScheduleAsync(copied, $"seed {seed}, schedule {schedule}");
            }
        }
        finally
        {
            await (copied?.Readers.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task RunScheduleAsync(Copied copied, string name)
    {
        (DeltaCopy source, string target, WatchingReaders readers) = copied;
        string policy = ((string[])["snapshot", "triggered", "continuous"])[_random.Next(3)];
        Victim victim = (Victim)_random.Next(6);
        name = $"{name}: {policy}, {victim}";
        await using SyncedTableEngine engine = NewEngine();
        DateTimeOffset? before = (await engine.FindAsync(target))?.LastSyncStart;
        using (ProgramRun run = Start(
            source, target, policy, "--interval", "200ms", "--master", Cluster, "--spark-conf", "spark.executor.memory=512m"))
        {
            // Half of the time goes by before a Spark has started; most schedules wait until there is something to interrupt.
            if (_random.Next(8) > 0)
            {
                await Eventually.HoldsAsync(
                    async () => run.HasEnded || (await engine.FindAsync(target))?.LastSyncStart > (before ?? DateTimeOffset.MinValue),
                    Deadline, () => $"{name}: it does not begin: {run.Output}");
            }

            if (victim == Victim.Server)
            {
                // That there is such a table, and such a run, is not forgotten.
                await using NpgsqlConnection administrator = await ConnectAsync();
                await using NpgsqlCommand checkpoint = new("CHECKPOINT", administrator);
                await checkpoint.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await PauseAsync(4_000);
            if (policy == "continuous")
            {
                Commit(source, 1);
                await PauseAsync(2_000);
            }

            string struck = victim == Victim.Server ? "the server killed;" : Strike(run, victim);
            if (victim == Victim.Server)
            {
                await KillServerAsync();
            }

            bool goesOn = struck.Length > 0 && victim is Victim.Executor or Victim.Worker or Victim.Server;
            if (goesOn && policy == "continuous")
            {
                await Eventually.HoldsAsync(
                    async () => run.HasEnded || (await engine.FindAsync(target))?.LastVersion == source.Version,
                    Deadline, () => $"{name}: it does not go on: {run.Output}");
                Assert.False(run.HasEnded, $"{name}: {run.Output}");
                Signal.Kill.Send(run.Id);
            }

            int code = run.WaitForExit(Deadline);
            Assert.True(!goesOn || policy == "continuous" || code == 0, $"{name}: it ended with {code}: {run.Output}");
            Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(30), $"{name}: left-over processes");
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {struck} ended with {code}");
        }

        using ProgramRun next = Start(
            source, target, policy == "snapshot" ? policy : "triggered", "--master", "local[2]");
        int last = next.WaitForExit(Deadline);
        Assert.True(last == 0, $"{name}: the next driver ended with {last}: {next.Output}");
        await using NpgsqlConnection connection = await ConnectAsync();
        await source.AssertEqualAsync(connection, target, name);
        await Eventually.HoldsAsync(() => Task.FromResult(readers.Looks > 0), Deadline, () => $"{name}: nobody looked");
        Assert.True(readers.Violation is null, $"{name}: {readers.Violation}");
    }

    // What was killed; nothing where it was not there, or had ended by itself.
    private string Strike(ProgramRun run, Victim victim)
    {
        SystemProcess[] all = [.. run.Processes];
        SystemProcess[] those = victim switch
        {
            Victim.Driver => [.. all.Where(one => one.Id == run.Id)],
            Victim.Jvm => With(all, "SparkSubmit"),
            Victim.Executor => With(all, "CoarseGrainedExecutorBackend"),
            Victim.Worker => With(all, "LakebaseForeachWriter.Worker.dll"),
            _ => all,
        };
        if (victim is Victim.Executor or Victim.Worker && those.Length > 1 && _random.Next(2) == 0)
        {
            those = [those[_random.Next(those.Length)]];
        }

        foreach (SystemProcess one in those)
        {
            try
            {
                Signal.Kill.Send(one.Id);
            }
            catch (InvalidOperationException)
            {
                // Ended meanwhile.
            }
        }

        // Whoever goes on for ever must come to an end.
        if (those.Length == 0 && !run.HasEnded)
        {
            Signal.Kill.Send(run.Id);
        }

        return those.Length == 0 ? "" : $"{those.Length} of {all.Length} processes killed;";
    }

    private static SystemProcess[] With(SystemProcess[] all, string words) =>
        [.. all.Where(one => one.CommandLine.Contains(words, StringComparison.Ordinal))];

    private static void Commit(DeltaCopy source, int versions)
    {
        for (; versions > 0; versions--)
        {
            source.Commit();
        }
    }

    private Task PauseAsync(int most) => Task.Delay(TimeSpan.FromMilliseconds(_random.Next(most)), TestContext.Current.CancellationToken);

    // Before a server is started for nothing.
    private static int WantedSchedules()
    {
        int schedules = TestSetting.Number(SchedulesVariable, 0);
        Assert.SkipWhen(schedules == 0, $"{SchedulesVariable} is not set: how many schedules to run.");
        return schedules;
    }

    private sealed record Copied(DeltaCopy Source, string Target, WatchingReaders Readers);
}
