using System.Diagnostics;
using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Snapshot;
using Lakebase.TestSupport.Faults;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SparkTests;

// What others do to a target, its definition and its server while it is followed.
public abstract partial class SparkSuite
{
    [Fact]
    public async Task SyncedTables_TargetWithAView_GetsTheDifferenceAndKeepsNobodyWaiting()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("viewed");
        source.Create("SELECT id, 'a' AS text FROM range(10)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Snapshot);
        definition.LockTimeout = TimeSpan.FromMilliseconds(50);
        await RunAsync(engine, definition);
        await using NpgsqlConnection reader = await _postgres.ConnectAsync();
        await ExecuteAsync(reader, $"CREATE VIEW {definition.Target}_v AS SELECT count(*) AS rows FROM {definition.Target}");
        source.Run("ALTER TABLE {t} ADD COLUMNS (note STRING)");
        source.Run("UPDATE {t} SET note = 'new' WHERE id < 3");
        source.Run("DELETE FROM {t} WHERE id = 9");
        source.Run("INSERT INTO {t} VALUES (10, 'b', 'c')");

        // Somebody reads the target in a long transaction, and others want to go on reading while the new column waits for him.
        await using NpgsqlTransaction held = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(reader, $"SELECT * FROM {definition.Target}");
        Task<SyncedTableStatus> run = RunAsync(engine, definition);
        await using NpgsqlConnection other = await _postgres.ConnectAsync();
        await ExecuteAsync(other, "SET statement_timeout = '1s'");
        int waits = 0;
        long longest = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                await using NpgsqlCommand waiting = new(
                    $"SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = '{definition.Target}'::regclass)", other);
                waits += (bool)(await waiting.ExecuteScalarAsync(TestContext.Current.CancellationToken))! ? 1 : 0;
                long started = Stopwatch.GetTimestamp();
                await ExecuteAsync(other, $"SELECT * FROM {definition.Target}");
                longest = Math.Max(longest, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                return waits >= 3 || run.IsCompleted;
            },
            RunDeadline,
            () => $"it waited {waits} times",
            TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted, $"{run.Exception}");
        Log($"the longest read took {longest} ms");
        await held.CommitAsync(TestContext.Current.CancellationToken);

        SyncedTableStatus status = await run;
        Assert.Equal(("difference", 5L), (status.LastAction, status.LastRows));
        Assert.Contains($"view {definition.Target["public.".Length..]}_v depends on it", status.Message!, StringComparison.Ordinal);
        await Comparison.With(Session, source.Sql).AssertEqualAsync(reader, definition.Target, "difference");
        definition.PrimaryKeyColumns = ["id", "text"];
        Assert.Contains(
            "its primary key is (id), and (id, text) is wanted, which needs a new table; but the target cannot be replaced",
            await FailureAsync(engine, definition),
            StringComparison.Ordinal);
        definition.PrimaryKeyColumns = ["id"];
        definition.TypeOverrides.Add(new() { ColumnName = "text", PgType = PgSpecificType.Varchar, Size = 9 });
        Assert.Contains(
            "there is no column 'text' of type character varying(9)", await FailureAsync(engine, definition), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncedTables_StateCannotBeWrittenDown_NothingOfTheRunIsThere()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("state");
        source.Create("SELECT id, 0 AS v FROM range(10)");
        SyncedTablesOptions options = new() { MetadataSchema = $"sync_{Guid.NewGuid():N}"[..16], MaxRetryAttempts = 0 };
        await using SyncedTableEngine engine = Engine(Database, options);
        SyncedTableDefinition changes = Definition(source, SchedulingPolicy.Triggered);
        SyncedTableDefinition swap = Definition(source, SchedulingPolicy.Snapshot);
        SyncedTableDefinition difference = Definition(source, SchedulingPolicy.Snapshot);
        SyncedTableDefinition[] all = [changes, swap, difference];
        await engine.RunAllAsync(Session, all, cancellationToken: TestContext.Current.CancellationToken);
        List<string> before = ReadTable(changes.Target);
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await ExecuteAsync(connection, $"CREATE VIEW {difference.Target}_v AS SELECT * FROM {difference.Target}");
        string state = options.MetadataSchema;
        await ExecuteAsync(
            connection,
            $"""
            CREATE FUNCTION {state}.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not now''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON {state}.tables FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION {state}.refuse()
            """);
        source.Run("MERGE INTO {t} t USING (SELECT id FROM range(5, 15)) s ON t.id = s.id "
            + "WHEN MATCHED AND t.id = 5 THEN DELETE WHEN MATCHED THEN UPDATE SET v = 1 WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, 2)");

        foreach (SyncedTableDefinition one in all)
        {
            Assert.Contains("not now", await FailureAsync(engine, one), StringComparison.Ordinal);
            Assert.Equal(before, ReadTable(one.Target));
        }

        await ExecuteAsync(connection, $"DROP TRIGGER refuse ON {state}.tables");
        await engine.RunAllAsync(Session, all, cancellationToken: TestContext.Current.CancellationToken);
        Comparison wanted = Comparison.With(Session, source.Sql);
        foreach ((SyncedTableDefinition one, string action) in all.Zip((string[])["changes", "snapshot", "difference"]))
        {
            await wanted.AssertEqualAsync(connection, one.Target, action);
            Assert.Equal(action, (await engine.FindAsync(one.Target, TestContext.Current.CancellationToken))!.LastAction);
        }
    }

    [Fact]
    public async Task SyncedTables_AnotherDefinitionWhileTheTableIsFollowed_TakesOverWithATableOfItsOwn()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("redefined");
        source.Create("SELECT id, 'a' AS text FROM range(10)");
        SyncedTablesOptions options = new() { MetadataSchema = $"sync_{Guid.NewGuid():N}"[..16], MaxRetryAttempts = 0 };
        await using SyncedTableEngine engine = Engine(Database, options);
        await using SyncedTableEngine other = Engine(Database, options);
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Continuous);
        definition.Interval = TimeSpan.FromSeconds(0.2);
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> run = engine.RunAsync(Session, definition, cancellationToken: end.Token);
        SyncedTableStatus first = await AwaitVersionAsync(0);
        SyncedTableDefinition next = Definition(source, SchedulingPolicy.Triggered);
        next.Target = definition.Target;
        next.TypeOverrides.Add(new() { ColumnName = "text", PgType = PgSpecificType.Varchar, Size = 9 });

        Assert.Contains("is running this synced table", await FailureAsync(other, next), StringComparison.Ordinal);
        SyncedTableStatus refused = (await other.FindAsync(next.Target, TestContext.Current.CancellationToken))!;
        Assert.Equal((first.SourceId, first.LastSyncEnd), (refused.SourceId, refused.LastSyncEnd));
        source.Run("UPDATE {t} SET text = 'b' WHERE id = 1");
        Assert.Equal("changes", (await AwaitVersionAsync(1)).LastAction);
        SyncedTableException redefined = await Assert.ThrowsAsync<SyncedTableException>(
            () => other.CreateAsync(next, TestContext.Current.CancellationToken));
        Assert.Contains("stop it, or wait for its end", redefined.Message, StringComparison.Ordinal);
        await other.CreateAsync(definition, TestContext.Current.CancellationToken);
        source.Run("UPDATE {t} SET text = 'c' WHERE id = 1");
        await AwaitVersionAsync(2);
        await end.CancelAsync();
        await run.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal("snapshot", (await RunAsync(other, next)).LastAction);
        Assert.Equal("character varying(9)", await TypeOfAsync(Database, next.Target, "text"));

        // Where nothing keeps two applications apart (behind a pooler), the other one may finish a run at any moment: here, right after this
        // one has said by which definition it goes.
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await ExecuteAsync(
            connection,
            $"""
            CREATE FUNCTION {options.MetadataSchema}.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
            CREATE TRIGGER keep BEFORE UPDATE ON {options.MetadataSchema}.tables FOR EACH ROW
            WHEN (OLD.source_id IS NOT NULL AND NEW.source_id IS NULL) EXECUTE FUNCTION {options.MetadataSchema}.keep()
            """);
        next.TypeOverrides.Clear();
        Assert.Equal("snapshot", (await RunAsync(other, next)).LastAction);
        Assert.Equal("text", await TypeOfAsync(Database, next.Target, "text"));

        Task<SyncedTableStatus> AwaitVersionAsync(long version) =>
            AwaitStatusAsync(other, run, definition.Target, now => now.LastVersion == version, $"version {version}");
    }

    [Fact]
    public async Task SyncedTables_CancelledWhileTheServerIsSilent_EndsAllTheSame()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("silent");
        source.Create("SELECT id FROM range(10)");
        NpgsqlConnectionStringBuilder direct = new(Database);
        await using FaultProxy proxy = new(direct.Host!, direct.Port);
        NpgsqlConnectionStringBuilder through = new(Database) { Host = "127.0.0.1", Port = proxy.Port };
        SyncedTablesOptions options = new() { MetadataSchema = $"sync_{Guid.NewGuid():N}"[..16] };
        SyncedTableEngine engine = Engine(through.ConnectionString, options);
        await using SyncedTableEngine watching = Engine(Database, options);
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Continuous);
        definition.Interval = TimeSpan.FromSeconds(0.1);
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> run = engine.RunAsync(Session, definition, cancellationToken: end.Token);
        await AwaitStatusAsync(
            watching, run, definition.Target, now => now.State == SyncedTableState.OnlineContinuousUpdate, "the first copy");

        proxy.Freeze();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken); // Some statement is on its way by now.
        long cancelled = Stopwatch.GetTimestamp();
        await end.CancelAsync();
        SyncedTableStatus status = await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        TimeSpan took = Stopwatch.GetElapsedTime(cancelled);
        Log($"ended after {took.TotalSeconds:0.00} s");
        Assert.Equal(definition.Target, status.Target);
        Assert.True(took < TimeSpan.FromSeconds(3), $"It took {took}.");
        await engine.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task SyncedTables_CatalogNameThatMustBeQuoted_IsFollowed()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("named");
        source.Create("SELECT id, 0 AS v FROM range(10)");
        string name = $"{Random.Shared.NextInt64(1_000_000_000, long.MaxValue)}"; // SQL reads it as a number.
        Session.Sql($"CREATE TABLE default.`{name}` USING delta LOCATION '{source.Path}'").Collect().ToList();
        try
        {
            await using SyncedTableEngine engine = NewEngine();
            SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
            (definition.SourcePath, definition.SourceTable) = (null, $"default.{name}");

            await RunAsync(engine, definition);
            source.Run("UPDATE {t} SET v = 1 WHERE id = 3");

            Assert.Equal(("changes", 1L), ((await RunAsync(engine, definition)) is var status ? status.LastAction : "", status.LastRows));
        }
        finally
        {
            Session.Sql($"DROP TABLE default.`{name}`").Collect().ToList();
        }
    }

    [Fact]
    public void SyncedTables_RowsThatAreEquallyNew_AlwaysTheSameIsTheNewest()
    {
        RequireWholeScript();
        const string Rows = "SELECT id, 1 AS at, id2, map('k', id2) AS facts, array(named_struct('a', id2)) AS nested "
            + "FROM (SELECT id % 10 AS id, id AS id2 FROM range(0, 100, 1, 4))";
        SyncedTableDefinition definition = new() { SourcePath = "/x", Target = "t", PrimaryKeyColumns = ["id"], TimeseriesKey = "at" };

        Assert.Equal(Newest("id2"), Newest("-id2"));

        string[] Newest(string order)
        {
            DataFrame rows = Session.Sql($"{Rows} SORT BY {order}");
            TargetLayout layout = TargetLayout.Create(definition, (StructType)rows.Schema());
            return [.. SnapshotRows.Select(rows.Coalesce(1), layout).Collect().Select(row => $"{row.GetAs<long>("id2")}").Order()];
        }
    }
}
