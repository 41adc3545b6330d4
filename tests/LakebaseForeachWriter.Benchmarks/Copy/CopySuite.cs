using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;

namespace Lakebase.Benchmarks.Copy;

/// <summary>
/// The engine alone by bulk-insert: from encoded rows in memory to the commit, beside Npgsql's own importer with rows in memory, both with
/// a commit every 10,000 rows, and beside psql with a file that is ready, which commits once.
/// </summary>
internal sealed class CopySuite(Rounds rounds, double scale)
{
    /// <summary>The ratio below which something is broken, whatever else the machine does.</summary>
    public const double Collapse = 0.35;

    private const int RowsPerCommit = 10_000;
    private const int SmokeRows = 100_000;
    private const double SmokeTarget = 0.7;

    private readonly List<Goal> _goals = [];
    private readonly List<Cell> _cells = [];
    private readonly List<string> _notes = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync(BenchServer.UnfilledWal);
        using Psql? psql = Psql.Find(server);
        if (psql is null)
        {
            _notes.Add("psql did not take part: there is none on this machine.");
        }

        FlightsShape flights = new(FlightsFile.Read(out string? note));
        if (note is not null)
        {
            _notes.Add(note);
        }

        await MeasureAsync(server, psql, new NarrowShape(), (int)(1_000_000 * scale));
        await MeasureAsync(server, psql, flights, (int)(300_000 * scale));
        return SuiteResult.Now("copy", server.Version, _goals, _cells, _notes);
    }

    /// <summary>A few seconds of it: whether the engine is anywhere near Npgsql's importer.</summary>
    public async Task<SuiteResult> RunSmokeAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        await MeasureAsync(server, psql: null, new NarrowShape(), SmokeRows);
        return SuiteResult.Now("smoke", server.Version, [_goals[0] with { Name = "smoke: " + _goals[0].Name, Target = SmokeTarget }], _cells);
    }

    private async Task MeasureAsync<TRow>(BenchServer server, Psql? psql, Shape<TRow> shape, int count)
    {
        string expectedTable = shape.Name + "_expected";
        TRow[] rows = shape.Rows(Enumerable.Range(0, count), version: 0);
        await server.ExecuteAsync(shape.CreateTable(shape.Name));
        await server.ExecuteAsync(shape.CreateTable(expectedTable));
        await using OurWriter<TRow> ours = new(shape, WriteMode.BulkInsert, server.Direct);
        await using NpgsqlCopy<TRow> npgsql = new(shape, await server.ConnectAsync());
        long allocated = long.MaxValue;
        List<Contender> contenders =
        [
            new("ours", Role.Ours, async _ =>
            {
                double seconds = await ours.WriteAsync(rows, 0, RowsPerCommit);
                allocated = Math.Min(allocated, ours.AllocatedBytes);
                return seconds;
            }),
            new(npgsql.Name, Role.Peer, _ => npgsql.WriteAsync(rows, 0, RowsPerCommit)),
        ];
        await npgsql.WriteAsync(rows, 0, RowsPerCommit);
        await server.ExecuteAsync($"INSERT INTO {expectedTable} SELECT * FROM {shape.Name}");
        string expected = await ContentAsync(server, expectedTable);
        if (psql is not null)
        {
            psql.Export(expectedTable, shape.Name);
            contenders.Add(new("psql \\copy, one commit", Role.Limit, _ => Task.FromResult(psql.Import(shape.Name, shape.ColumnList, shape.Name))));
        }

        Cell cell = await rounds.RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"{shape.Name}, {count:N0} rows"),
            count,
            contenders,
            before: async _ =>
            {
                await server.ExecuteAsync($"TRUNCATE {shape.Name}");
                GC.Collect();
            },
            after: async (contender, _) =>
            {
                string actual = await ContentAsync(server, shape.Name);
                if (actual != expected)
                {
                    throw new InvalidOperationException($"{contender.Name} wrote {actual} into {shape.Name}, not {expected}: the benchmark is void.");
                }
            });
        _cells.Add(cell);
        double textBytes = rows.Average(row => (double)shape.TextBytes(row));
        _goals.Add(new Goal($"copy: {shape.Name}, rows/s of ours / rows/s of Npgsql's importer", cell.Ratio(npgsql.Name)!.Value, 0.95, "x"));
        _goals.Add(new Goal(
            $"copy: {shape.Name}, managed bytes allocated per row", (double)allocated / count, Math.Round((1.1 * textBytes) + 8, 1), "B", LowerIsBetter: true));
        await server.ExecuteAsync($"DROP TABLE {shape.Name}, {expectedTable}");
    }

    private static Task<string> ContentAsync(BenchServer server, string table) =>
        server.ScalarAsync<string>($"SELECT count(*) || ' rows with checksum ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t");
}
