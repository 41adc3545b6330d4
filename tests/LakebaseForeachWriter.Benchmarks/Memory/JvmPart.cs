using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Microsoft.Spark.Sql;
using Npgsql;
using Writer = Lakebase.Spark.LakebaseForeachWriter;

namespace Lakebase.Benchmarks.Memory;

/// <summary>
/// How much more a JVM holds for each partition that waits for the server with all its buffers full: the live heap with one such partition
/// and with nine. The rows are made by Spark without any file, so that hardly anything but our buffers is in it.
/// </summary>
internal static class JvmPart
{
    private const int Partitions = 9;
    private const long RowsPerPartition = 50_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Megabytes per partition; null without <c>jcmd</c>.</summary>
    public static async Task<double?> MeasureAsync(BenchServer server, NarrowShape shape, List<string> notes)
    {
        SparkSession spark = SparkSession.Builder().AppName("memory").Master($"local[{Partitions}]").Config("spark.ui.enabled", "false").GetOrCreate();
        try
        {
            if (FindJvm() is not { } jvm)
            {
                notes.Add("The JVM's part was not measured: there is no jcmd beside java, or no /proc.");
                return null;
            }

            // Once without a measurement: what the first query of a session loads stays.
            await WhileStuckAsync(server, spark, shape, partitions: 1, () => LiveMegabytes(jvm));
            double one = await WhileStuckAsync(server, spark, shape, partitions: 1, () => LiveMegabytes(jvm));
            double nine = await WhileStuckAsync(server, spark, shape, Partitions, () => LiveMegabytes(jvm));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The JVM's live heap: {one:0.0} MB with one waiting partition, {nine:0.0} MB with {Partitions}."));
            return (nine - one) / (Partitions - 1);
        }
        finally
        {
            spark.Stop();
        }
    }

    private static async Task<double> WhileStuckAsync(BenchServer server, SparkSession spark, NarrowShape shape, int partitions, Func<double> measure)
    {
        await server.ExecuteAsync($"TRUNCATE {shape.Name}");
        await using NpgsqlConnection blocker = await server.ConnectAsync();
        await using NpgsqlTransaction transaction = await blocker.BeginTransactionAsync();
        await using (NpgsqlCommand take = new($"LOCK TABLE {shape.Name} IN SHARE MODE", blocker, transaction))
        {
            await take.ExecuteNonQueryAsync();
        }

        DataFrame rows = spark.Range(0, partitions * RowsPerPartition, 1, partitions)
            .SelectExpr("id", "timestamp_micros(id) AS at", "concat('customer ', id % 1000) AS name", "CAST(id AS DOUBLE) AS amount");
        Writer writer = new(rows.Schema(), new LakebaseWriterOptions
        {
            ConnectionString = server.Direct.ConnectionString,
            Table = shape.Name,
            Mode = WriteMode.BulkInsert,
            BatchSize = 10_000,
            MaxRetryAttempts = 0,
        });
        Task writing = Task.Run(() => rows.ForeachPartition(writer));

        // Long enough for everything to be full; then nothing moves any more.
        await Task.WhenAny(writing, Task.Delay(Patience));
        double measured = measure();
        if (writing.IsCompleted)
        {
            throw new InvalidOperationException("The query ended although its table was locked: the benchmark is void.");
        }

        // Its writers end with an error: that is how it is stopped.
        await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND pid <> pg_backend_pid()");
        await writing.ContinueWith(_ => { }, TaskScheduler.Default);
        return measured;
    }

    private static double LiveMegabytes(Process jvm)
    {
        // The histogram of live objects collects all garbage first; its last line is the total.
        using Process jcmd = Process.Start(new ProcessStartInfo("jcmd", [jvm.Id.ToString(CultureInfo.InvariantCulture), "GC.class_histogram"])
        {
            RedirectStandardOutput = true,
        })!;
        string[] lines = jcmd.StandardOutput.ReadToEnd().TrimEnd().Split('\n');
        jcmd.WaitForExit();
        return long.Parse(lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture) / 1e6;
    }

    private static Process? FindJvm()
    {
        bool hasTool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "jcmd")));
        return hasTool && Directory.Exists("/proc")
            ? Process.GetProcessesByName("java").FirstOrDefault(java => Ancestors(java.Id).Contains(Environment.ProcessId))
            : null;
    }

    private static IEnumerable<int> Ancestors(int id)
    {
        for (int parent = id; parent > 1;)
        {
            string stat = File.ReadAllText($"/proc/{parent}/stat");
            parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            yield return parent;
        }
    }
}
