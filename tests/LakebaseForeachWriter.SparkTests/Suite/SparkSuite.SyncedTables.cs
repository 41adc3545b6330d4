using Lakebase.SparkTests.SyncedTables;
using Lakebase.SyncedTables;
using Lakebase.TestSupport.Spark;
using Npgsql;

namespace Lakebase.SparkTests;

// Synced tables: Delta tables and their copies.
public abstract partial class SparkSuite
{
    /// <summary>For a run on a busy machine.</summary>
    private static readonly TimeSpan RunDeadline = TimeSpan.FromSeconds(120);

    private const string WeatherColumns = "origin, CAST(year AS SMALLINT) year, CAST(month AS TINYINT) month, CAST(day AS INT) day, CAST(hour AS INT) hour, "
        + "CAST(temp AS DOUBLE) temp, CAST(dewp AS FLOAT) dewp, CAST(wind_dir AS INT) wind_dir, CAST(precip AS DECIMAL(6, 2)) precip, "
        + "CAST(time_hour AS TIMESTAMP) time_hour";

    [Fact]
    public async Task SyncedTables_ScriptOfChanges_EveryPolicyEqualsTheSourceAfterEveryStep()
    {
        DeltaSource source = NewWeather("WHERE month = 1");
        await using SyncedTableEngine engine = NewEngine();
        SyncedTableDefinition snapshot = Definition(source, SchedulingPolicy.Snapshot);
        SyncedTableDefinition triggered = Definition(source, SchedulingPolicy.Triggered);
        SyncedTableDefinition continuous = Definition(source, SchedulingPolicy.Continuous);
        continuous.Interval = TimeSpan.FromSeconds(0.5);
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> always = engine.RunAsync(Session, continuous, cancellationToken: end.Token);
        (string Step, string[] Statements, string? Action)[] script =
        [
            ("first run", [], "snapshot"),
            ("insert", ["INSERT INTO {t} SELECT id + 100000, origin, year, month, day, hour, temp, dewp, wind_dir, precip, time_hour FROM {t} WHERE id % 7 = 0"], "changes"),
            ("update", ["UPDATE {t} SET temp = temp + 1, precip = NULL WHERE day = 3"], "changes"),
            ("delete", ["DELETE FROM {t} WHERE day = 4"], "changes"),
            ("merge", ["MERGE INTO {t} t USING (SELECT * FROM {t} WHERE day = 5 UNION ALL SELECT id + 200000, origin, year, month, day, hour, temp, dewp, wind_dir, precip, time_hour FROM {t} WHERE day = 6) s "
                + "ON t.id = s.id WHEN MATCHED AND t.hour < 6 THEN DELETE WHEN MATCHED THEN UPDATE SET wind_dir = -1 WHEN NOT MATCHED THEN INSERT *"], "changes"),
            ("keys", ["UPDATE {t} SET id = id + 1000000 WHERE day = 7", "UPDATE {t} SET id = id - 1 WHERE id > 1000000", "UPDATE {t} SET id = -id WHERE day = 8 AND origin = 'JFK'"], "changes"),
            ("added column", ["ALTER TABLE {t} ADD COLUMNS (note STRING)", "UPDATE {t} SET note = concat('n', id) WHERE day = 9"], "changes"),
            ("optimize", ["OPTIMIZE {t}"], null),
            ("one key over versions", ["DELETE FROM {t} WHERE day = 10", "INSERT INTO {t} (id, origin) VALUES (-5000000, 'A')", "UPDATE {t} SET origin = 'B' WHERE id = -5000000", "DELETE FROM {t} WHERE id = -5000000", "INSERT INTO {t} (id, origin) VALUES (-5000000, 'C')"], "changes"),
            ("vacuum", ["UPDATE {t} SET hour = hour + 1 WHERE day = 11", "DELETE FROM {t} WHERE day = 12 AND hour > 3", "OPTIMIZE {t}", "VACUUM {t} RETAIN 0 HOURS"], "snapshot"),
            ("overwrite", ["INSERT OVERWRITE {t} SELECT * FROM {t} WHERE id % 2 = 0"], null),
            ("another table", ["DROP"], "snapshot"),
        ];
        try
        {
            Session.Conf().Set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
            await using NpgsqlConnection connection = await _postgres.ConnectAsync();
            foreach ((string step, string[] statements, string? action) in script)
            {
                File.AppendAllText("/tmp/syncw/steps.txt", $"{DateTime.Now:HH:mm:ss.f} {step}\n");
                foreach (string statement in statements)
                {
                    if (statement == "DROP")
                    {
                        Directory.Delete(source.Path, recursive: true);
                        source.Create("SELECT id, CAST(id AS STRING) AS origin FROM range(50)");
                    }
                    else
                    {
                        source.Run(statement);
                    }
                }

                await RunAsync(engine, snapshot);
                File.AppendAllText("/tmp/syncw/steps.txt", $"{DateTime.Now:HH:mm:ss.f} snap\n");
                SyncedTableStatus status = await RunAsync(engine, triggered);
                Assert.True(action is null || action == status.LastAction, $"{step}: {status.LastAction}, {status.Message}");
                await Eventually.HoldsAsync(
                    async () => always.IsCompleted || (await engine.FindAsync(continuous.Target)) is { } now
                        && now.LastVersion == status.LastVersion && now.SourceId == status.SourceId,
                    RunDeadline,
                    () => $"{step}: the continuous table does not follow",
                    TestContext.Current.CancellationToken);
                Assert.False(always.IsCompleted, $"{step}: {always.Exception}");
                File.AppendAllText("/tmp/syncw/steps.txt", $"{DateTime.Now:HH:mm:ss.f} compare\n");
                foreach (SyncedTableDefinition one in (SyncedTableDefinition[])[snapshot, triggered, continuous])
                {
                    await Comparison.AssertEqualAsync(Session, source.Sql, connection, one.Target, $"{step}, {one.SchedulingPolicy}");
                }
            }
        }
        finally
        {
            Session.Conf().Unset("spark.databricks.delta.retentionDurationCheck.enabled");
            await end.CancelAsync();
        }

        Assert.Equal(SyncedTableState.Online, (await always.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).State);
    }

    private DeltaSource NewWeather(string where)
    {
        Assert.SkipUnless(DeltaConnector.Jars(_spark.Version) is not null, $"There is no Delta for Spark {_spark.Version}.");
        string csv = Path.Combine(Repository.Root, "..", "shared", "data", "nycflights13", "weather.csv");
        Session.Read().Option("header", true).Option("nullValue", "NA").Csv(csv).CreateOrReplaceTempView("weather_csv");
        DeltaSource source = new(Session, _folder["weather"]);
        source.Create($"SELECT CAST(ROW_NUMBER() OVER (ORDER BY time_hour, origin) AS INT) AS id, {WeatherColumns} FROM weather_csv {where}");
        return source;
    }

    private SyncedTableEngine NewEngine() => new(
        new LakebaseWriterOptions { ConnectionString = _postgres.GetConnectionStringAsync().AsTask().GetAwaiter().GetResult() },
        new SyncedTablesOptions { MetadataSchema = $"sync_{Guid.NewGuid():N}"[..16] });

    private static SyncedTableDefinition Definition(DeltaSource source, SchedulingPolicy policy) => new()
    {
        SourcePath = source.Path,
        Target = $"public.t_{policy}_{Guid.NewGuid():N}".ToLowerInvariant(),
        PrimaryKeyColumns = ["id"],
        SchedulingPolicy = policy,
    };

    private async Task<SyncedTableStatus> RunAsync(SyncedTableEngine engine, SyncedTableDefinition definition) =>
        await engine.RunAsync(Session, definition).WaitAsync(RunDeadline, TestContext.Current.CancellationToken);
}
