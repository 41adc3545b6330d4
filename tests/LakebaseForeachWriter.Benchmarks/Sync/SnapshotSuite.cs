using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Lakebase.Benchmarks.SparkRuns;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>
/// A snapshot of a Delta table of flights, verified and indexed, beside Spark's JDBC writer, which keeps the table with the same indexes or
/// has them made afterwards; and its load alone beside psql.
/// </summary>
internal sealed class SnapshotSuite(Rounds rounds, double scale, bool oursOnly)
{
    private const int Repetitions = 3;
    private const int Connections = 2;
    private const string Table = "flights_synced";
    private const string KeptName = "flights_kept";
    private const string JdbcName = "flights_jdbc";
    private const string PsqlName = "flights_psql";
    private const string Expected = "flights_expected";
    private const string Defaults = "the same with Spark's own settings (batches of 1,000, a statement per row)";
    private const string Kept = "Spark JDBC overwrite that keeps the indexes (truncate)";
    private const string Jdbc = "Spark JDBC overwrite of a new table, then the indexes by hand";
    private const string Psql = "psql \\copy of two binary files";
    private const string CountOnly = "ours, verification: row_count";

    private static readonly (string Name, string Column)[] Indexes = [("dest", "dest"), ("time_hour", "time_hour")];

    private readonly List<string> _notes = [];
    private readonly List<PhaseClock> _clocks = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        SparkSession spark = DeltaSession.Start();
        try
        {
            using DeltaFlights flights = new(spark, scale, _notes);
            string source = flights.Write("flights", Repetitions, [.. flights.Shape.Columns.Select(column => column.Name)]);
            await FillExpectedAsync(server, flights);
            using Psql? psql = oursOnly ? null : Peers.Psql.Find(server);
            psql?.ExportParts(Expected, await server.PagesAsync(Expected), Connections);
            await using SyncedTableEngine engine = new(new LakebaseWriterOptions { ConnectionString = server.Direct.ConnectionString });
            Cell all = await MeasureAsync(server, spark, flights, psql, engine, source);
            return Result(server, all);
        }
        finally
        {
            spark.Stop();
        }
    }

    // Spark's JDBC writer makes another type of timestamp.
    private static string[] Columns(FlightsShape shape) => [.. shape.Columns.Select(column =>
        column.Type.StartsWith("timestamp", StringComparison.Ordinal) ? $"{column.Name}::timestamptz" : column.Name)];

    private static SyncedTableDefinition Definition(string source, FlightsShape shape) => new()
    {
        SourcePath = source,
        Target = Table,
        PrimaryKeyColumns = [.. shape.Keys],
        SchedulingPolicy = SchedulingPolicy.Snapshot,
        ExtraIndexDefinitions =
        [
            .. Indexes.Select(index => new ExtraIndex { Name = $"{Table}_{index.Name}", Definition = $"({index.Column})" }),
        ],
    };

    private static async Task FillExpectedAsync(BenchServer server, DeltaFlights flights)
    {
        FlightsShape shape = flights.Shape;
        int count = flights.File.Count * Repetitions;
        await server.ExecuteAsync(shape.CreateTable(shape.Name));
        await using (NpgsqlCopy<FlightRow> copy = new(shape, await server.ConnectAsync()))
        {
            await copy.WriteAsync(shape.Rows(Enumerable.Range(0, count), version: 0), 0, count);
        }

        await server.ExecuteAsync($"CREATE TABLE {Expected} AS TABLE {shape.Name}; DROP TABLE {shape.Name}");
    }

    private async Task<Cell> MeasureAsync(
        BenchServer server, SparkSession spark, DeltaFlights flights, Psql? psql, SyncedTableEngine engine, string source)
    {
        FlightsShape shape = flights.Shape;
        string[] columns = Columns(shape);
        string content = await TableContent.OfRowsAsync(server, Expected, columns);
        string? indexes = null;
        Dictionary<string, string> tables = new()
        {
            ["ours"] = Table,
            [CountOnly] = Table,
            [Kept] = KeptName,
            [Defaults] = KeptName,
            [Jdbc] = JdbcName,
            [Psql] = PsqlName,
        };
        SyncedTableDefinition definition = Definition(source, shape);
        SyncedTableDefinition counting = Definition(source, shape);
        counting.Verification = VerificationLevel.RowCount;
        List<Contender> contenders =
        [
            new("ours", Role.Ours, async _ => await RunOursAsync(engine, spark, definition, _clocks)),
            new(CountOnly, Role.Limit, async _ => await RunOursAsync(engine, spark, counting, [])),
        ];
        if (!oursOnly && SparkFolder.FindJdbcDriver() is not null)
        {
            await server.ExecuteAsync($"CREATE TABLE {KeptName} (LIKE {Expected})");
            await AddIndexesAsync(server, KeptName, shape);
            contenders.Add(new(Kept, Role.Peer, _ => Task.FromResult(RunKept(server, spark, source, isTuned: true))));
            contenders.Add(new(Defaults, Role.Peer, _ => Task.FromResult(RunKept(server, spark, source, isTuned: false))));
            contenders.Add(new(Jdbc, Role.Peer, _ => RunJdbcAsync(server, spark, source, shape)));
        }

        if (psql is not null)
        {
            contenders.Add(new(Psql, Role.Limit, _ => psql.ImportPartsAsync(PsqlName, shape.ColumnList, Connections)));
        }

        return await rounds.RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"snapshot of {flights.File.Count * Repetitions:N0} flights, key and two indexes"),
            flights.File.Count * Repetitions,
            contenders,
            before: async _ =>
            {
                await server.ExecuteAsync(
                    $"DROP TABLE IF EXISTS {PsqlName}; CREATE TABLE {PsqlName} (LIKE {Expected})");
                await server.ExecuteAsync("CHECKPOINT");
            },
            after: async (contender, _) =>
            {
                TableContent.Check(
                    contender.Name, "the rows", await TableContent.OfRowsAsync(server, tables[contender.Name], columns), content);
                if (contender.Name != Psql)
                {
                    string there = await TableContent.OfIndexesAsync(server, tables[contender.Name]);
                    TableContent.Check(contender.Name, "the indexes", there, indexes ??= there);
                }
            });
    }

    private static async Task<double> RunOursAsync(
        SyncedTableEngine engine, SparkSession spark, SyncedTableDefinition definition, List<PhaseClock> clocks)
    {
        PhaseClock clock = new();
        long start = Stopwatch.GetTimestamp();
        await engine.RunAsync(spark, definition, clock);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        clocks.Add(clock);
        Console.Error.WriteLine($"      {clock}");
        return seconds;
    }

    private static double RunKept(BenchServer server, SparkSession spark, string source, bool isTuned)
    {
        long start = Stopwatch.GetTimestamp();
        JdbcTable.Overwrite(server, Rows(spark, source), KeptName, keepsTable: true, isTuned);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> RunJdbcAsync(BenchServer server, SparkSession spark, string source, FlightsShape shape)
    {
        long start = Stopwatch.GetTimestamp();
        JdbcTable.Overwrite(server, Rows(spark, source), JdbcName);
        double written = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await AddIndexesAsync(server, JdbcName, shape);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"      rows {written:0.00} s, indexes {seconds - written:0.00} s"));
        return seconds;
    }

    private static DataFrame Rows(SparkSession spark, string source) => spark.Read().Format("delta").Load(source).Coalesce(Connections);

    private static async Task AddIndexesAsync(BenchServer server, string table, FlightsShape shape)
    {
        await server.ExecuteAsync($"ALTER TABLE {table} ADD PRIMARY KEY ({string.Join(", ", shape.Keys)})");
        foreach ((string name, string column) in Indexes)
        {
            await server.ExecuteAsync($"CREATE INDEX {table}_{name} ON {table} ({column})");
        }
    }

    private SuiteResult Result(BenchServer server, Cell all)
    {
        PhaseClock[] counted = [.. _clocks.TakeLast(rounds.Count)];
        List<Cell> cells = [all with { Series = [.. all.Series.Where(series => series.Contender != Psql)] }];
        List<Goal> goals = [];
        foreach (string peer in (string[])[Kept, Defaults, Jdbc])
        {
            if (all.Ratio(peer) is { } ratio)
            {
                goals.Add(new Goal($"snapshot: {peer} / ours, verified, with the same indexes", ratio, 2, "x"));
            }
        }

        if (all.Series.FirstOrDefault(series => series.Contender == Psql) is { } psql)
        {
            Cell load = new(
                $"the load alone, {Connections} connections",
                all.Rows,
                [new Series("ours", Role.Ours, [.. counted.Select(clock => clock.SecondsOf(SyncPhase.Loading))]), psql]);
            cells.Add(load);
            goals.Add(new Goal(
                $"snapshot: load alone, {Psql} / ours, {Connections} connections each", load.Ratio(psql), 0.3, "x"));
        }

        _notes.Add(
            "Spark's JDBC writer overwrites in two ways, over two connections. With `truncate` it empties the table and keeps what belongs to "
            + "it: the one way by which Spark itself ends with the key and the indexes. Without, it drops and makes the table, and somebody "
            + "then makes the primary key (seven columns) and the indexes on `dest` and `time_hour` one after another by `ALTER TABLE` and "
            + "`CREATE INDEX` with the server's own settings. Both have batches of 10,000 rows and `reWriteBatchedInserts`, where nothing else "
            + "is said. Neither verifies nor analyses, and readers see the table empty or half full "
            + "meanwhile. Ours does both, and swaps the table in.");
        _notes.Add($"Where the time of ours went, in the last round: {counted[^1]}.");
        return SuiteResult.Now("snapshot", server.Version, goals, cells, _notes);
    }
}
