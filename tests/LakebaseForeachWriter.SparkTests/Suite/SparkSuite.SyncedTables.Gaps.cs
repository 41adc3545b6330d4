using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;

namespace Lakebase.SparkTests;

// When changes cannot be had, or are too many.
public abstract partial class SparkSuite
{
    [Fact]
    public async Task SyncedTables_AnotherTableManyChangesAndALogThatIsGone_BecomeASnapshotThatSaysWhy()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("gaps");
        source.Create("SELECT id, 0 AS v FROM range(12000)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        await RunAsync(engine, definition);

        // It has more versions than the one before, all of them recorded: only its id tells it apart.
        Directory.Delete(source.Path, recursive: true);
        source.Create("SELECT id, 10 AS v FROM range(12000)");
        source.Run("UPDATE {t} SET v = v + 1 WHERE id = 0");
        Assert.Contains("another Delta table than before", await SnapshotAsync(), StringComparison.Ordinal);

        source.Run("UPDATE {t} SET v = v + 1 WHERE id <= 10000");
        Assert.Contains("10001 changes to 12000 rows are more than SnapshotShare", await SnapshotAsync(), StringComparison.Ordinal);
        source.Run("UPDATE {t} SET v = v + 1 WHERE id < 10000");
        Assert.Equal("changes", (await RunAsync(engine, definition)).LastAction);

        // As the log's clean-up does it: a checkpoint, and nothing before it.
        source.Run("ALTER TABLE {t} SET TBLPROPERTIES (delta.checkpointInterval = 1)");
        source.Run("UPDATE {t} SET v = v + 1 WHERE id = 1");
        source.Run("UPDATE {t} SET v = v + 1 WHERE id = 2");
        string last = $"{source.LatestVersion:D20}";
        string[] log = Directory.GetFiles(Path.Combine(source.Path, "_delta_log"), "0*.*");
        Array.ForEach([.. log.Where(file => !Path.GetFileName(file).StartsWith(last, StringComparison.Ordinal))], File.Delete);

        Assert.Contains("was cleaned up", await SnapshotAsync(), StringComparison.Ordinal);

        async Task<string> SnapshotAsync()
        {
            SyncedTableStatus status = await RunAsync(engine, definition);
            Assert.Equal("snapshot", status.LastAction);
            using Npgsql.NpgsqlConnection connection = await _postgres.ConnectAsync();
            await Comparison.With(Session, source.Sql).AssertEqualAsync(connection, definition.Target, status.Message!);
            return status.Message!;
        }
    }

    [Fact]
    public async Task SyncedTables_TableIsMadeAgainUnderAContinuousRun_IsCopiedWholeAndTheStateSaysWhy()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("again");
        source.Create("SELECT id, 0 AS v FROM range(100)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Continuous);
        definition.Interval = TimeSpan.FromSeconds(0.2);
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> run = engine.RunAsync(Session, definition, cancellationToken: end.Token);
        SyncedTableStatus first = await AwaitAsync(now => now.LastVersion == 0, "the first copy");

        Directory.Delete(source.Path, recursive: true);
        source.Create("SELECT id, 1 AS v FROM range(50, 200)");
        SyncedTableStatus second = await AwaitAsync(now => now.SourceId != first.SourceId, "the second table");
        await AssertCopiedAsync(second);

        // The third one has as many versions as the second, and a time of its commit that is hardly another.
        DeltaSource third = NewSource("third");
        third.Create("SELECT id, 2 AS v FROM range(30)");
        File.SetLastWriteTimeUtc(
            Path.Combine(third.Path, "_delta_log", $"{0:D20}.json"), second.LastCommitTime!.Value.UtcDateTime.AddMilliseconds(30));
        Directory.Move(source.Path, _folder["second"]);
        Directory.Move(third.Path, source.Path);
        await AssertCopiedAsync(await AwaitAsync(now => now.SourceId != second.SourceId, "the third table"));

        await end.CancelAsync();
        await run.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Task<SyncedTableStatus> AwaitAsync(Func<SyncedTableStatus, bool> isWanted, string what) =>
            AwaitStatusAsync(engine, run, definition.Target, isWanted, what);

        async Task AssertCopiedAsync(SyncedTableStatus status)
        {
            Assert.Equal(("snapshot", 0L), (status.LastAction, status.LastVersion));
            Assert.Contains("another Delta table than before", status.Message!, StringComparison.Ordinal);
            await using Npgsql.NpgsqlConnection connection = await _postgres.ConnectAsync();
            await Comparison.With(Session, source.Sql).AssertEqualAsync(connection, definition.Target, status.Message!);
        }
    }
}
