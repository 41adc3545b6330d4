using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.SparkRuns;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>
/// A million changes (half updates, a quarter inserts, a quarter deletes) of a Delta table applied to a table of a million rows, as one
/// range; beside what users write in foreachBatch: the feed by JDBC into a staging table, and a merge.
/// </summary>
internal sealed class TriggeredSuite(Rounds rounds, double scale, bool oursOnly)
{
    private const int Rows = 1_000_000;
    private const double ChangesPerSecond = 40_000;
    private const string Table = "flights_synced";
    private const string JdbcName = "flights_merged";
    private const string Staging = "flights_staging";
    private const string Initial = "flights_initial";
    private const string Expected = "flights_expected";
    private const string Jdbc = "Spark JDBC to a staging table, then a merge";

    private readonly int _rows = (int)(Rows * scale);
    private readonly List<string> _notes = [];
    private readonly List<PhaseClock> _clocks = [];
    private readonly List<SyncedTableStatus> _runs = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        SparkSession spark = DeltaSession.Start();
        try
        {
            using DeltaFlights flights = new(spark, 1, _notes);
            string[] columns = [DeltaFlights.Number, .. flights.Shape.Columns.Select(column => column.Name)];
            int repetitions = (_rows + flights.File.Count - 1) / flights.File.Count;
            string source = flights.Write("changing", repetitions, columns, $"{DeltaFlights.Number} < {_rows}");
            VersionedFolder versions = new(source);
            await FillAsync(server, spark, flights, source, columns);
            Change(spark, $"delta.`{source}`", columns, repetitions * flights.File.Count);
            await ChangeExpectedAsync(server, columns, repetitions * flights.File.Count);
            await using SyncedTableEngine engine = new(new LakebaseWriterOptions { ConnectionString = server.Direct.ConnectionString });
            Cell cell = await MeasureAsync(server, spark, flights, engine, versions, source, columns);
            return Result(server, cell);
        }
        finally
        {
            spark.Stop();
        }
    }

    private static string New(string column, int offset) => column switch
    {
        DeltaFlights.Number => $"{column} + {offset}",
        "year" => "year + 10",
        _ => column,
    };

    // Spread over all of the table: of each four rows two are changed, one is deleted, and one becomes another one's model.
    private static IEnumerable<string> Changes(string table, string[] columns, int offset) =>
    [
        $"UPDATE {table} SET air_time = coalesce(air_time, 0) + 1, dep_delay = -1, tailnum = concat(tailnum, '+') WHERE id % 4 IN (0, 2)",
        $"DELETE FROM {table} WHERE id % 4 = 1",
        $"INSERT INTO {table} SELECT {string.Join(", ", columns.Select(column => New(column, offset)))} FROM {table} WHERE id % 4 = 3",
    ];

    private static void Change(SparkSession spark, string table, string[] columns, int offset)
    {
        foreach (string statement in Changes(table, columns, offset))
        {
            _ = spark.Sql(statement).Collect().ToList();
        }
    }

    // By Spark's own writer, as ours is what is measured.
    private static async Task FillAsync(BenchServer server, SparkSession spark, DeltaFlights flights, string source, string[] columns)
    {
        string types = string.Join(", ", flights.Shape.Columns.Select(column => $"{column.Name} {column.Type}"));
        await server.ExecuteAsync($"CREATE TABLE {Initial} (id bigint, {types})");
        JdbcTable.Overwrite(server, spark.Read().Format("delta").Load(source).SelectExpr(columns), Initial, keepsTable: true);
        await server.ExecuteAsync($"CREATE TABLE {Expected} AS TABLE {Initial}");
    }

    private static async Task ChangeExpectedAsync(BenchServer server, string[] columns, int offset)
    {
        foreach (string statement in Changes(Expected, columns, offset))
        {
            // PostgreSQL's concat makes a text of null.
            await server.ExecuteAsync(statement.Replace("concat(tailnum, '+')", "tailnum || '+'", StringComparison.Ordinal));
        }
    }

    private static SyncedTableDefinition Definition(string source) => new()
    {
        SourcePath = source,
        Target = Table,
        PrimaryKeyColumns = [DeltaFlights.Number],
        SchedulingPolicy = SchedulingPolicy.Triggered,
        SnapshotShare = 1,
        ExtraIndexDefinitions = [new ExtraIndex { Name = $"{Table}_dest", Definition = "(dest)" }],
    };

    private async Task<Cell> MeasureAsync(
        BenchServer server,
        SparkSession spark,
        DeltaFlights flights,
        SyncedTableEngine engine,
        VersionedFolder versions,
        string source,
        string[] columns)
    {
        string content = await TableContent.OfRowsAsync(server, Expected, columns);
        List<Contender> contenders =
        [
            new("ours", Role.Ours, turn => RunOursAsync(server, engine, spark, versions, flights.FolderOf($"turn-{turn}"))),
        ];
        if (!oursOnly && SparkFolder.FindJdbcDriver() is not null)
        {
            contenders.Add(new(Jdbc, Role.Peer, _ => RunJdbcAsync(server, spark, source, columns)));
        }

        return await rounds.RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} changes into {_rows:N0} rows, key and one index"),
            _rows,
            contenders,
            before: _ => Task.CompletedTask,
            after: async (contender, _) => TableContent.Check(
                contender.Name,
                "the rows",
                await TableContent.OfRowsAsync(server, contender.Role == Role.Ours ? Table : JdbcName, columns),
                content));
    }

    // The snapshot before the changes is not part of it.
    private async Task<double> RunOursAsync(
        BenchServer server, SyncedTableEngine engine, SparkSession spark, VersionedFolder versions, string folder)
    {
        await engine.DeleteAsync(Table, dropTable: true);
        versions.CopyBefore(folder);
        SyncedTableDefinition definition = Definition(folder);
        await engine.RunAsync(spark, definition);
        versions.AddChanges(folder);
        await server.ExecuteAsync("CHECKPOINT");
        PhaseClock clock = new();
        long start = Stopwatch.GetTimestamp();
        SyncedTableStatus status = await engine.RunAsync(spark, definition, clock);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (status is not { LastAction: "changes" } || status.LastRows != _rows)
        {
            throw new InvalidOperationException(
                $"It was {status.LastAction} of {status.LastRows} rows, not {_rows} changes in one range: the benchmark is void.");
        }

        Console.Error.WriteLine($"      {clock}");
        _clocks.Add(clock);
        _runs.Add(status);
        return seconds;
    }

    private static async Task<double> RunJdbcAsync(BenchServer server, SparkSession spark, string source, string[] columns)
    {
        await server.ExecuteAsync($"DROP TABLE IF EXISTS {JdbcName}; CREATE TABLE {JdbcName} AS TABLE {Initial}");
        await server.ExecuteAsync($"ALTER TABLE {JdbcName} ADD PRIMARY KEY (id); CREATE INDEX ON {JdbcName} (dest); ANALYZE {JdbcName}");
        await server.ExecuteAsync("CHECKPOINT");
        string[] others = [.. columns.Except([DeltaFlights.Number])];
        string names = string.Join(", ", columns);
        long start = Stopwatch.GetTimestamp();
        DataFrame feed = spark.Read().Format("delta").Option("readChangeFeed", true).Option("startingVersion", 1L).Load(source);
        JdbcTable.Overwrite(server, feed.Where("_change_type <> 'update_preimage'").Drop("_commit_timestamp"), Staging);
        await server.ExecuteAsync($"""
            BEGIN;
            CREATE TEMP TABLE last_change ON COMMIT DROP AS
                SELECT DISTINCT ON (id) * FROM {Staging} ORDER BY id, _commit_version DESC, _change_type DESC;
            DELETE FROM {JdbcName} t USING last_change c WHERE t.id = c.id AND c._change_type = 'delete';
            INSERT INTO {JdbcName} ({names}) SELECT {names} FROM last_change WHERE _change_type <> 'delete'
                ON CONFLICT (id) DO UPDATE SET {string.Join(", ", others.Select(name => $"{name} = excluded.{name}"))};
            COMMIT;
            """);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private SuiteResult Result(BenchServer server, Cell cell)
    {
        List<Goal> goals =
        [
            new("triggered: changes/s of one range, session start excluded", cell.Rows / cell.Ours.Median, ChangesPerSecond, "/s"),
        ];
        _notes.Add(
            "Half updates, a quarter inserts, a quarter deletes, in three versions that are applied as one range: the feed has half as "
            + "many rows again, as an update is two. The JDBC side leaves out the old images, and merges by `DISTINCT ON`, `DELETE` and "
            + "`INSERT … ON CONFLICT DO UPDATE` in one transaction, as `examples/ForeachBatchJdbc` does; without a stream, and so "
            + "without checkpoints. No goal is set for it.");
        _notes.Add($"Where the time of ours went, in the last round: {_clocks[^1]}.");
        return SuiteResult.Now("triggered", server.Version, goals, [cell], _notes);
    }
}
