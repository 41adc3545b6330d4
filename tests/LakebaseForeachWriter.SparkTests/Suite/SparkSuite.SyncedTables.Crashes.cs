using System.Diagnostics;
using Lakebase.LocalServers;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Faults;
using Lakebase.TestSupport.Processes;
using Npgsql;

namespace Lakebase.SparkTests;

// Synced tables whose driver's connections, workers and server are killed at random points. LAKEBASE_SYNC_CRASHES sets how many schedules
// run, LAKEBASE_SYNC_SEED repeats one.
public abstract partial class SparkSuite
{
    private const int RowsOfEveryVersion = 2_000;

    private enum Crash
    {
        /// <summary>Its connections are cut for ever, as when the machine dies; another engine takes over.</summary>
        Driver,
        Worker,
        Server,

        /// <summary>The server, and with it the last commits that it has answered: as where a standby takes over that was not up to
        /// date.</summary>
        Failover,

        /// <summary>All sessions are ended, as when an administrator does it.</summary>
        Sessions,
        Cancelled,
    }

    [Fact]
    public async Task SyncedTables_KilledAtRandomPoints_TargetEqualsSourceAndNobodySeesAHalfTable()
    {
        RequireWholeScript();
        int schedules = TestSetting.Number("LAKEBASE_SYNC_CRASHES", 4);
        int seed = TestSetting.Number("LAKEBASE_SYNC_SEED", Random.Shared.Next());
        Random random = new(seed);
        await using PrivatePostgres server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Settings = ForgetfulServer.Settings },
            TestContext.Current.CancellationToken);
        DeltaSource source = NewSource("versions");
        source.Create($"SELECT id, 0L AS v, repeat('x', 50) AS padding FROM range(0, {RowsOfEveryVersion}, 1, 4)");
        for (int schedule = 0; schedule < schedules; schedule++)
        {
            await RunScheduleAsync(server, source, random, $"seed {seed}, schedule {schedule}");
        }
    }

    private async Task RunScheduleAsync(PrivatePostgres server, DeltaSource source, Random random, string name)
    {
        SyncedTableDefinition definition = Definition(source, (SchedulingPolicy)random.Next(3));
        definition.SnapshotShare = random.Next(3) == 0 ? 0 : 1;
        definition.Interval = TimeSpan.FromMilliseconds(200);
        Crash crash = (Crash)random.Next(6);
        name = $"{name}: {definition.SchedulingPolicy}, {crash}";
        SyncedTablesOptions options = new()
        {
            MetadataSchema = $"c_{Guid.NewGuid():N}"[..12],
            MaxRetryAttempts = 30,
            MaxRetryDelay = TimeSpan.FromSeconds(1),
        };
        await using WatchingReaders readers = new(server.ConnectionString, definition.Target, RowsOfEveryVersion);
        if (random.Next(4) > 0)
        {
            // Else the first copy is what is interrupted.
            await using SyncedTableEngine first = Engine(server.ConnectionString, options);
            SyncedTableDefinition once = Definition(source, SchedulingPolicy.Snapshot);
            once.Target = definition.Target;
            await RunAsync(first, once);
        }

        for (int change = random.Next(1, 3); change > 0; change--)
        {
            // One version: all rows get the next number, and one row another key.
            long version = source.LatestVersion;
            source.Run($"UPDATE {{t}} SET v = {version + 1}, id = CASE WHEN id = {version} THEN id + {RowsOfEveryVersion} ELSE id END");
        }

        if (crash == Crash.Failover)
        {
            // It takes along what a run has begun, not that there is such a table.
            await using SyncedTableEngine any = Engine(server.ConnectionString, options);
            await any.CreateAsync(definition, TestContext.Current.CancellationToken);
        }

        await InterruptAsync(server, definition, options, crash, random);
        await AnswerCommitsAtOnceAsync(server, false);
        await using SyncedTableEngine last = Engine(server.ConnectionString, options);
        if (definition.SchedulingPolicy == SchedulingPolicy.Continuous)
        {
            definition.SchedulingPolicy = SchedulingPolicy.Triggered;
        }

        await RunAsync(last, definition);
        await using NpgsqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Comparison.With(Session, source.Sql).AssertEqualAsync(connection, definition.Target, name);
        Assert.True(readers.Violation is null, $"{name}: {readers.Violation}");
        await Eventually.HoldsAsync(
            () => Task.FromResult(readers.Looks > 0), Deadline, () => $"{name}: nobody looked", TestContext.Current.CancellationToken);
        Log($"{name}: {readers.Looks} looks");
    }

    // Ends when whoever is left has come to his end.
    private async Task InterruptAsync(
        PrivatePostgres server, SyncedTableDefinition definition, SyncedTablesOptions options, Crash crash, Random random)
    {
        await AnswerCommitsAtOnceAsync(server, crash == Crash.Failover);
        NpgsqlConnectionStringBuilder direct = new(server.ConnectionString);
        FaultProxy proxy = new(direct.Host!, direct.Port);
        NpgsqlConnectionStringBuilder through = new(direct.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port, Timeout = 2 };
        SyncedTableEngine engine = Engine(through.ConnectionString, options);
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> run = engine.RunAsync(Session, definition, cancellationToken: end.Token);
        await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(random.Next(2_500)), TestContext.Current.CancellationToken));
        switch (crash)
        {
            case Crash.Driver:
                proxy.Strike(FaultKind.Reset);
                await proxy.DisposeAsync();
                await end.CancelAsync();
                break;
            case Crash.Worker:
                foreach (int worker in FindWorkers())
                {
                    Signal.Kill.Send(worker);
                }

                break;
            case Crash.Server or Crash.Failover:
                await server.KillAsync(TestContext.Current.CancellationToken);
                await server.RestartAsync(TestContext.Current.CancellationToken);
                break;
            case Crash.Sessions:
                await using (NpgsqlConnection killer = new(server.ConnectionString))
                {
                    await killer.OpenAsync(TestContext.Current.CancellationToken);
                    await using NpgsqlCommand all = new(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        + "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
                        killer);
                    await all.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
                }

                break;
            default:
                await end.CancelAsync();
                break;
        }

        if (definition.SchedulingPolicy == SchedulingPolicy.Continuous)
        {
            end.CancelAfter(TimeSpan.FromSeconds(3));
        }

        try
        {
            await run.WaitAsync(RunDeadline, TestContext.Current.CancellationToken);
        }
        catch (Exception ended) when (ended is OperationCanceledException || crash == Crash.Driver)
        {
            // It was to end.
        }

        await engine.DisposeAsync();
        if (crash != Crash.Driver)
        {
            await proxy.DisposeAsync();
        }
    }

    private static async Task AnswerCommitsAtOnceAsync(PrivatePostgres server, bool isWanted)
    {
        await using NpgsqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        string[] statements =
            ["CHECKPOINT", $"ALTER SYSTEM SET synchronous_commit = {(isWanted ? "off" : "on")}", "SELECT pg_reload_conf()"];
        foreach (string statement in statements)
        {
            await ExecuteAsync(connection, statement);
        }
    }

    private static IEnumerable<int> FindWorkers() => Process.GetProcessesByName("dotnet").Where(one =>
    {
        try
        {
            string command = File.ReadAllText($"/proc/{one.Id}/cmdline");
            return command.Contains(AppContext.BaseDirectory, StringComparison.Ordinal)
                && command.Contains("LakebaseForeachWriter.Worker.dll", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }).Select(one => one.Id);

    private static SyncedTableEngine Engine(string connectionString, SyncedTablesOptions options) =>
        new(new LakebaseWriterOptions { ConnectionString = connectionString }, options);
}
