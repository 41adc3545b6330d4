using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;

namespace Lakebase.Benchmarks.Scale;

/// <summary>
/// Whether the engine by bulk-insert keeps its pace: over the number of rows, beside psql's \copy of as many, and over partitions that write
/// at the same time, beside as many psql.
/// </summary>
internal sealed class ScaleSuite(Rounds rounds, double scale)
{
    private const int RowsPerCommit = 10_000;
    private const int RowsOverPartitions = 1_600_000;
    private const string PsqlName = "psql \\copy";

    // A turn of a million rows takes a second, of which a pause of the machine is a good part: the median of short turns needs more of them.
    private static readonly (int Rows, int Rounds)[] RowCounts = [(1_000_000, 9), (3_000_000, 5), (10_000_000, 3)];
    private const int RoundsOverPartitions = 5;
    private static readonly int[] PartitionCounts = [1, 2, 4, 8, 16];

    private readonly NarrowShape _shape = new();

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        using Psql psql = Psql.Find(server) ?? throw new InvalidOperationException("This suite needs psql.");
        await server.ExecuteAsync(_shape.CreateTable(_shape.Name));
        List<Cell> overRows = [];
        foreach ((int rows, int count) in RowCounts)
        {
            overRows.Add(await MeasureAsync(server, psql, (int)(rows * scale), partitions: 1, "rows", count));
        }

        List<Cell> overPartitions = [];
        foreach (int partitions in PartitionCounts)
        {
            overPartitions.Add(await MeasureAsync(server, psql, (int)(RowsOverPartitions * scale), partitions, "partitions", RoundsOverPartitions));
        }

        double[] ratios = [.. overRows.Select(cell => cell.Ratio(PsqlName)!.Value)];
        double Best(Func<Cell, Series> of) => overPartitions.Max(cell => cell.Rows / of(cell).Median);
        return SuiteResult.Now(
            "scale",
            server.Version,
            [
                new Goal("scale: rows, greatest ratio to psql / least", ratios.Max() / ratios.Min(), 1.1, "x", LowerIsBetter: true),
                new Goal("scale: partitions, best rows/s of ours / best rows/s of as many psql", Best(cell => cell.Ours) / Best(cell => cell.Others.Single()), 0.8, "x"),

                // The server itself takes fewer rows from many sessions than from two: what it takes from as many psql is the limit.
                new Goal("scale: 16 partitions, rows/s of ours / rows/s of as many psql", overPartitions[^1].Ratio(PsqlName)!.Value, 0.9, "x"),
            ],
            [.. overRows, .. overPartitions]);
    }

    private async Task<Cell> MeasureAsync(BenchServer server, Psql psql, int rows, int partitions, string what, int count)
    {
        IReadOnlyList<RowFrame>[] parts = new IReadOnlyList<RowFrame>[partitions];
        int[] counts = new int[partitions];
        await server.ExecuteAsync($"TRUNCATE {_shape.Name}");
        for (int i = 0; i < partitions; i++)
        {
            int from = (int)((long)rows * i / partitions);
            counts[i] = (int)((long)rows * (i + 1) / partitions) - from;
            parts[i] = RowFrame.Encode(
                _shape.Schema,
                Enumerable.Range(from, counts[i]).Select(id =>
                {
                    NarrowRow row = _shape.Row(id, version: 0);
                    return (IReadOnlyList<object?>)[row.Id, row.At, row.Name, row.Amount];
                }));
        }

        OurWriter<NarrowRow>[] writers = [.. parts.Select(_ => new OurWriter<NarrowRow>(_shape, WriteMode.BulkInsert, server.Direct))];
        RunTogether(partitions, i => writers[i].Write(parts[i], counts[i], RowsPerCommit));
        string expected = await ContentAsync(server);
        for (int i = 0; i < partitions; i++)
        {
            int from = (int)((long)rows * i / partitions);
            psql.Export($"(SELECT * FROM {_shape.Name} WHERE id >= {from} AND id < {from + counts[i]} ORDER BY id)", $"part-{i}");
        }

        string name = what == "rows"
            ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows")
            : string.Create(CultureInfo.InvariantCulture, $"{partitions} partition{(partitions == 1 ? "" : "s")}");
        Cell cell = await (rounds with { Count = Math.Max(rounds.Count, count) }).RunAsync(
            name,
            rows,
            [
                new Contender("ours", Role.Ours, _ => Task.FromResult(RunTogether(partitions, i => writers[i].Write(parts[i], counts[i], RowsPerCommit)))),
                new Contender(PsqlName, Role.Limit, _ => Task.FromResult(RunTogether(partitions, i => psql.Import(_shape.Name, _shape.ColumnList, $"part-{i}")))),
            ],
            before: async _ =>
            {
                await server.ExecuteAsync($"TRUNCATE {_shape.Name}");
                GC.Collect();
            },
            after: async (contender, _) =>
            {
                string actual = await ContentAsync(server);
                if (actual != expected)
                {
                    throw new InvalidOperationException($"{contender.Name} wrote {actual}, not {expected}: the benchmark is void.");
                }
            });
        return cell;
    }

    // One is timed by itself, without a thread's or psql's own start.
    private static double RunTogether(int count, Func<int, double> run)
    {
        if (count == 1)
        {
            return run(0);
        }

        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => run(i)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private Task<string> ContentAsync(BenchServer server) =>
        server.ScalarAsync<string>($"SELECT count(*) || ' rows with checksum ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {_shape.Name} t");
}
