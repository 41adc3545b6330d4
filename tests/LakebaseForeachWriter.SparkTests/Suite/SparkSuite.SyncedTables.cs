using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Npgsql;

namespace Lakebase.SparkTests;

// Synced tables: Delta tables and their copies.
public abstract partial class SparkSuite
{
    /// <summary>For a run on a busy machine, and for one with all rows.</summary>
    private static readonly TimeSpan RunDeadline = TimeSpan.FromSeconds(AreAllTablesWanted ? 600 : 120);

    private const string RowsOfEveryType = """
        SELECT 1 AS id, true AS flag, tinyint(-128) AS tiny, smallint(-32768) AS small, bigint('-9223372036854775808') AS big,
               float('-Infinity') AS single, double('NaN') AS double,
               CAST('-12345678901234567890.123456789012345678' AS DECIMAL(38,18)) AS money,
               'a;N' AS text, X'00FF' AS raw, DATE '1900-01-01' AS day, TIMESTAMP '1950-10-10 00:00:00.000001 UTC' AS at,
               TIMESTAMP_NTZ '2024-03-31 02:30:00' AS wall, array(1, null) AS ints, map('k', CAST('1.10' AS DECIMAL(30, 20))) AS facts,
               named_struct('a', array(named_struct('b', 'ž'))) AS nested
        UNION ALL
        SELECT 2, false, tinyint(1), smallint(1), 1L, CAST('-0.0' AS FLOAT), double(1e-300), CAST(0 AS DECIMAL(38,18)), '', X'',
               DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999 UTC', TIMESTAMP_NTZ '0001-01-01 00:00:00', array(), map(),
               named_struct('a', null)
        UNION ALL
        SELECT 3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
        """;

    [Fact]
    public async Task SyncedTables_EveryType_IsWhatTheServiceMakesOfIt()
    {
        DeltaSource source = NewSource("types");
        source.Create(RowsOfEveryType);
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        string[] expected =
        [
            "1|t|-128|-32768|-9223372036854775808|-Infinity|NaN|-12345678901234567890.123456789012345678|a;N|\\x00ff|1900-01-01|"
                + "1950-10-10 00:00:00.000001+00|2024-03-31 02:30:00|[1, null]|{\"k\": 1.10000000000000000000}|{\"a\": [{\"b\": \"ž\"}]}",
            "2|f|1|1|1|-0|1e-300|0.000000000000000000||\\x|9999-12-31|9999-12-31 23:59:59.999999+00|0001-01-01 00:00:00|[]|{}|"
                + "{\"a\": null}",
            "3" + string.Concat(Enumerable.Repeat("|NULL", 15)),
        ];

        await RunAsync(engine, definition);
        Assert.Equal(expected, ReadTable(definition.Target));
        source.Run(
            "INSERT INTO {t} SELECT id + 10, flag, tiny, small, big, single, double, money, text, raw, day, at, wall, ints, facts, nested "
            + "FROM {t}");
        await RunAsync(engine, definition);
        source.Run("DELETE FROM {t} WHERE id < 10");
        SyncedTableStatus status = await RunAsync(engine, definition);

        Assert.Equal(expected.Select(row => $"1{row}"), ReadTable(definition.Target));
        Assert.Equal(("changes", 3L, 3L), (status.LastAction, status.LastRows, status.Rows));
        using NpgsqlConnection connection = await _postgres.ConnectAsync();
        await using NpgsqlCommand types = new(
            "SELECT string_agg(format_type(atttypid, atttypmod), ',' ORDER BY attnum) FROM pg_attribute "
                + "WHERE attrelid = $1::regclass AND attnum > 0",
            connection)
        {
            Parameters = { new() { Value = definition.Target } },
        };
        Assert.Equal(
            "integer,boolean,smallint,smallint,bigint,real,double precision,numeric(38,18),text,bytea,date,timestamp with time zone,"
                + "timestamp without time zone,jsonb,jsonb,jsonb",
            await types.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SyncedTables_WhatCannotBeCopied_StopsAndSaysWhatToDo()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("plain");
        source.Create("SELECT CAST(id AS INT) AS id, CAST(id AS STRING) AS text FROM range(10)", withFeed: false);
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);

        const string SwitchOn = "ALTER TABLE {t} SET TBLPROPERTIES (delta.enableChangeDataFeed = true)";
        Assert.Contains(
            SwitchOn.Replace("{t}", source.Sql, StringComparison.Ordinal),
            await FailureAsync(engine, definition),
            StringComparison.Ordinal);
        source.Run(SwitchOn);
        Session.Conf().Set("spark.sql.files.ignoreMissingFiles", true);
        Assert.Contains("spark.sql.files.ignoreMissingFiles is on", await FailureAsync(engine, definition), StringComparison.Ordinal);
        Session.Conf().Unset("spark.sql.files.ignoreMissingFiles");
        await RunAsync(engine, definition);

        source.Run("INSERT INTO {t} VALUES (3, 'twice')");
        Assert.Contains("duplicate key in source", await FailureAsync(engine, definition), StringComparison.Ordinal);
        SyncedTableStatus failed = (await engine.FindAsync(definition.Target, TestContext.Current.CancellationToken))!;
        Assert.Equal(SyncedTableState.OnlinePipelineFailed, failed.State);
        source.Run("DELETE FROM {t} WHERE text = 'twice'");
        source.Run("INSERT INTO {t} VALUES (11, concat('a', char(0), 'b'))");
        SyncedTableDefinition fresh = Definition(source, SchedulingPolicy.Snapshot);
        Assert.Contains("NUL character", await FailureAsync(engine, fresh), StringComparison.Ordinal);
        fresh.InvalidValues = InvalidValueHandling.Replace;
        await RunAsync(engine, fresh);
        Assert.Contains("11|a\uFFFDb", ReadTable(fresh.Target));
    }

    [Fact]
    public async Task SyncedTables_TimeseriesKey_KeepsTheNewestAndReadsAgainWhatIsDeleted()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("series");
        source.Create(
            "SELECT * FROM VALUES (1, 10, 'old'), (1, 20, 'new'), (2, 5, 'only'), (3, CAST(NULL AS INT), 'none') AS t(id, at, text)");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition definition = Definition(source, SchedulingPolicy.Triggered);
        definition.TimeseriesKey = "at";

        await RunAsync(engine, definition);
        Assert.Equal(["1|20|new", "2|5|only", "3|NULL|none"], ReadTable(definition.Target));
        source.Run("INSERT INTO {t} VALUES (2, 4, 'older'), (3, 1, 'newer')");
        await RunAsync(engine, definition);
        Assert.Equal(["1|20|new", "2|5|only", "3|1|newer"], ReadTable(definition.Target));
        source.Run("DELETE FROM {t} WHERE at IN (20, 1, 5)");
        await RunAsync(engine, definition);
        Assert.Equal(["1|10|old", "2|4|older", "3|NULL|none"], ReadTable(definition.Target));
    }

    [Fact]
    public async Task SyncedTables_ViewsAndParquet_AreCopiedWhole()
    {
        RequireWholeScript();
        Session.Range(0, 100, 1, 3).SelectExpr("id", "id * 2 AS twice").Write().Parquet(_folder["parquet"]);
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition parquet = new()
        {
            SourcePath = _folder["parquet"],
            SourceFormat = SourceFormat.Parquet,
            Target = NewTable(),
            PrimaryKeyColumns = ["id"],
        };
        SyncedTableDefinition view = new() { SourceTable = $"v{Guid.NewGuid():N}", Target = NewTable(), PrimaryKeyColumns = ["id"] };
        Session.Sql($"SELECT * FROM parquet.`{_folder["parquet"]}` WHERE id < 10").CreateOrReplaceTempView(view.SourceTable);

        await RunAsync(engine, parquet);
        await RunAsync(engine, view);

        Assert.Equal((100, 10), (ReadTable(parquet.Target).Count, ReadTable(view.Target).Count));
        view.SchedulingPolicy = SchedulingPolicy.Triggered;
        Assert.Contains("is no Delta table", await FailureAsync(engine, view), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SyncedTables_TenAtOnce_ShareTheConnectionsAndEndWithinTwoSeconds()
    {
        RequireWholeScript();
        DeltaSource source = NewSource("ten");
        source.Create("SELECT id FROM range(0, 1000, 1, 8)");
        await using NpgsqlConnection connection = await _postgres.ConnectAsync();

        // Of a role that nobody else has: its connections are the engine's, and no pool of a worker is there from before.
        string role = $"ten_{Guid.NewGuid():N}"[..20];
        await using (NpgsqlCommand create = new($"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'at once'", connection))
        {
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        const int Cap = 8;
        NpgsqlConnectionStringBuilder own = new(Database) { Username = role, Password = "at once" };
        await using SyncedTableEngine engine = Engine(
            own.ConnectionString, new SyncedTablesOptions { MetadataSchema = NewMetadataSchema(), MaxConnections = Cap });
        SyncedTableDefinition[] ten = [.. Enumerable.Range(0, 10).Select(_ => Definition(source, SchedulingPolicy.Continuous))];
        Array.ForEach(ten, one => one.Interval = TimeSpan.FromSeconds(0.2));
        using CancellationTokenSource end = new();
        long most = 0;

        Task<IReadOnlyList<SyncedTableStatus>> runs = engine.RunAllAsync(Session, ten, cancellationToken: end.Token);
        await Eventually.HoldsAsync(
            async () =>
            {
                await using NpgsqlCommand count = new($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'", connection);
                most = Math.Max(most, (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
                IReadOnlyList<SyncedTableStatus> all = await engine.ListAsync(TestContext.Current.CancellationToken);
                return runs.IsCompleted || all.Count(one => one.LastVersion == 0) == ten.Length;
            },
            RunDeadline,
            () => "not all ten follow",
            TestContext.Current.CancellationToken);
        Assert.False(runs.IsCompleted, $"{runs.Exception}");
        long cancelled = System.Diagnostics.Stopwatch.GetTimestamp();
        await end.CancelAsync();
        await runs.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(cancelled);
        Assert.InRange(most, 3, Cap);
        Assert.True(took < TimeSpan.FromSeconds(2), $"It took {took}.");
        Assert.All(ten, one => Assert.Equal(1000, ReadTable(one.Target).Count));
    }

    private void RequireWholeScript() => Assert.SkipUnless(IsWholeScript, "Does not depend on Spark's version.");

    private async Task<string> FailureAsync(SyncedTableEngine engine, SyncedTableDefinition definition) =>
        (await Assert.ThrowsAsync<SyncedTableException>(() => RunAsync(engine, definition))).Message;

    private DeltaSource NewSource(string name)
    {
        DeltaConnector.Require(_spark.Version);
        return new DeltaSource(Session, _folder[name]);
    }

    private SyncedTableEngine NewEngine() => new(
        new LakebaseWriterOptions { ConnectionString = Database, ApplicationName = "ten at once" },
        new SyncedTablesOptions { MetadataSchema = NewMetadataSchema() });

    private static string NewMetadataSchema() => $"sync_{Guid.NewGuid():N}"[..16];

    private static SyncedTableDefinition Definition(DeltaSource source, SchedulingPolicy policy) => new()
    {
        SourcePath = source.Path,
        Target = $"public.t_{policy}_{Guid.NewGuid():N}".ToLowerInvariant(),
        PrimaryKeyColumns = ["id"],
        SchedulingPolicy = policy,
    };

    private async Task<SyncedTableStatus> RunAsync(SyncedTableEngine engine, SyncedTableDefinition definition) =>
        await engine.RunAsync(Session, definition).WaitAsync(RunDeadline, TestContext.Current.CancellationToken);

    // The state of a run that goes on, as soon as it is what is wanted.
    private static async Task<SyncedTableStatus> AwaitStatusAsync(
        SyncedTableEngine engine, Task run, string target, Func<SyncedTableStatus, bool> isWanted, string what)
    {
        SyncedTableStatus? status = null;
        await Eventually.HoldsAsync(
            async () => run.IsCompleted
                || ((status = await engine.FindAsync(target, TestContext.Current.CancellationToken)) is not null && isWanted(status)),
            Deadline,
            () => $"{what} is not there: {status}",
            TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted, $"{what}: {run.Exception}");
        return status!;
    }
}
