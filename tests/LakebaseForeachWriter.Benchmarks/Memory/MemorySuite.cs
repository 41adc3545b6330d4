using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Epochs;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Writer = Lakebase.Spark.LakebaseForeachWriter;

namespace Lakebase.Benchmarks.Memory;

/// <summary>
/// What a long epoch holds in memory while the server is slower than the rows come: the worker process over ten million rows, and the
/// executor JVM's part per partition while the server does not answer at all.
/// </summary>
internal sealed class MemorySuite(double scale)
{
    private const int Rows = 10_000_000;
    private const int BatchRows = 10_000;
    private const double MostMegabytes = 200;
    private const double MostGrowth = 1.1;
    private const double MostJvmMegabytes = 2;

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(12);

    private readonly List<string> _notes = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        NarrowShape shape = new();
        await server.ExecuteAsync(shape.CreateTable(shape.Name));
        double[] samples = await RunWorkerAsync(server, shape, (int)(Rows * scale));
        double most = samples.Max();

        // The first quarter warms up; after it the memory has to be what it is at the end.
        double early = Statistics.Median(samples[(samples.Length / 4)..(samples.Length / 2)]);
        double late = Statistics.Median(samples[(samples.Length * 3 / 4)..]);
        _notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"The worker's resident memory, of {samples.Length} samples: {early:0} MB in the second quarter of the rows, {late:0} MB in the last, {most:0} MB at most."));
        List<Goal> goals =
        [
            new("memory: worker over ten million rows, resident at most", most, MostMegabytes, "MB", LowerIsBetter: true),
            new("memory: worker, last quarter of the rows / second quarter", late / early, MostGrowth, "x", LowerIsBetter: true),
        ];
        if (await JvmPart.MeasureAsync(server, shape, _notes) is { } megabytes)
        {
            goals.Add(new("memory: executor JVM, live heap per further partition", megabytes, MostJvmMegabytes, "MB", LowerIsBetter: true));
        }

        return SuiteResult.Now("memory", server.Version, goals, notes: _notes);
    }

    // The rows come as fast as the worker takes them, so it is always the server that is waited for.
    private static async Task<double[]> RunWorkerAsync(BenchServer server, NarrowShape shape, int rows)
    {
        Writer writer = new(shape.Schema, new LakebaseWriterOptions
        {
            ConnectionString = server.At(RoundTrip).ConnectionString,
            Table = shape.Name,
            Mode = WriteMode.Upsert,
            PrimaryKeys = [.. shape.Keys],
            BatchSize = BatchRows,
        });
        using WorkerProcess worker = new(writer, shape.Schema);
        List<double> megabytes = [];
        using CancellationTokenSource end = new();
        Task sampling = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                megabytes.Add(ResidentMegabytes(worker.Process));
                await Task.Delay(TimeSpan.FromMilliseconds(250));
            }
        });
        long start = Stopwatch.GetTimestamp();
        worker.RunEpoch(0, 0, Enumerable.Range(0, rows).Chunk(BatchRows / 2).SelectMany(part => shape.Frames(shape.Rows(part, version: 0))));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {rows:N0} rows in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        await end.CancelAsync();
        await sampling;
        long written = await server.ScalarAsync<long>($"SELECT count(*) FROM {shape.Name}");
        return written == rows ? [.. megabytes] : throw new InvalidOperationException($"There are {written} rows of {rows} in the table: the benchmark is void.");
    }

    private static double ResidentMegabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }
}
