using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Writer = Lakebase.Spark.LakebaseForeachWriter;

namespace Lakebase.Benchmarks.Epochs;

/// <summary>
/// What an epoch costs that brings nothing or one row: a real worker process, and its side of the protocol from OPEN to CLOSED, which is all
/// of our part but the JVM's encoder.
/// </summary>
internal sealed class EpochsSuite(int count)
{
    private const int PausedEpochs = 15;
    private const double MostMilliseconds = 3;
    private const int WarmUp = 200;

    // Longer than the writer trusts what it knows of the table: it asks the server again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2.1);

    private readonly List<Goal> _goals = [];
    private readonly List<string> _notes = [];
    private long _epoch;
    private int _id;

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        foreach (WriteMode mode in Enum.GetValues<WriteMode>())
        {
            await MeasureAsync(server, mode);
        }

        return SuiteResult.Now("epochs", server.Version, _goals, notes: _notes);
    }

    private async Task MeasureAsync(BenchServer server, WriteMode mode)
    {
        NarrowShape shape = new();
        await server.ExecuteAsync($"DROP TABLE IF EXISTS {shape.Name}; {shape.CreateTable(shape.Name)}");
        Writer writer = new(shape.Schema, new LakebaseWriterOptions
        {
            ConnectionString = server.Direct.ConnectionString,
            Table = shape.Name,
            Mode = mode,
            PrimaryKeys = [.. shape.Keys],
        });
        using WorkerProcess worker = new(writer, shape.Schema);
        _id = 0;
        for (int i = 0; i < WarmUp; i++)
        {
            Run(worker, shape, rows: i % 2);
        }

        long sessions = await SessionsAsync(server);
        int processes = Children(worker.Process);
        Add(mode, "empty epoch", Repeat(count, () => Run(worker, shape, rows: 0)));
        Add(mode, "epoch of one row", Repeat(count, () => Run(worker, shape, rows: 1)));

        // Reported beside: it is one more round trip, and two processes that the machine has put to sleep.
        Add(mode, "epoch of one row after a pause of 2.1 s", isGoal: false, milliseconds: Repeat(PausedEpochs, () =>
        {
            Thread.Sleep(Pause);
            return Run(worker, shape, rows: 1);
        }));
        _goals.Add(new Goal($"epochs: {mode}, new connections in all of them", await SessionsAsync(server) - sessions, 0, "", LowerIsBetter: true));
        _goals.Add(new Goal($"epochs: {mode}, new processes in all of them", Children(worker.Process) - processes, 0, "", LowerIsBetter: true));
        long rows = await server.ScalarAsync<long>($"SELECT count(*) FROM {shape.Name}");
        if (rows != _id)
        {
            throw new InvalidOperationException($"There are {rows} rows of {_id} in the table: the benchmark is void.");
        }
    }

    private double Run(WorkerProcess worker, NarrowShape shape, int rows)
    {
        IReadOnlyList<RowFrame> frames = shape.Frames(shape.Rows(Enumerable.Range(_id, rows), version: 0));
        _id += rows;
        return worker.RunEpoch(partition: 0, _epoch++, frames);
    }

    private static double[] Repeat(int times, Func<double> run) => [.. Enumerable.Range(0, times).Select(_ => run())];

    private void Add(WriteMode mode, string what, double[] milliseconds, bool isGoal = true)
    {
        double median = Statistics.Median(milliseconds);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{mode}, {what}: median {median:0.00} ms, p95 {Statistics.Percentile(milliseconds, 0.95):0.00} ms, of {milliseconds.Length}");
        Console.Error.WriteLine("  " + line);
        _notes.Add(line + ".");
        if (isGoal)
        {
            _goals.Add(new Goal($"epochs: {mode}, {what}, OPEN to CLOSED, median", median, MostMilliseconds, "ms", LowerIsBetter: true));
        }
    }

    // All that were ever made. A session tells its statistics when it ends, and about once a second while it lives.
    private static async Task<long> SessionsAsync(BenchServer server)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        return await server.ScalarAsync<long>("SELECT sessions FROM pg_stat_database WHERE datname = current_database()");
    }

    private static int Children(Process parent) => Directory.GetDirectories("/proc")
        .Select(folder => Path.Combine(folder, "stat"))
        .Where(File.Exists)
        .Count(stat => ParentOf(stat) == parent.Id);

    private static int ParentOf(string stat)
    {
        try
        {
            string text = File.ReadAllText(stat);
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
