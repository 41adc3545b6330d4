using Lakebase.Benchmarks.Measuring;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.Benchmarks.Hop;

/// <summary>
/// The way from the executor JVM into <c>IForeachWriter.Process</c>: rows per second of a full stream, milliseconds of a quiet one.
/// </summary>
internal sealed class HopSuite(int rounds)
{
    private const long NarrowRows = 20_000_000;
    private const long FlightRows = 2_000_000;
    private const int QuietRows = 200;
    private const string WorkerCommand = "spark.lakebase.worker.command";

    public IReadOnlyList<Goal> Run()
    {
        string folder = Directory.CreateTempSubdirectory("lakebase-hop-").FullName;
        SparkSession spark = SparkSession.Builder().AppName("hop").Master("local[2]").Config("spark.ui.enabled", "false").GetOrCreate();
        try
        {
            string narrow = Path.Combine(folder, "narrow");
            spark.Range(0, NarrowRows).SelectExpr("timestamp_micros(id) AS at", "id").Coalesce(1).Write().Parquet(narrow);
            string flights = Path.Combine(folder, "flights");
            FlightShape.Rows(spark, FlightRows).Coalesce(1).Write().Parquet(flights);

            return
            [
                new Goal("hop: first task on an executor, worker start to Open", WorkerStart(spark, folder), 1_000, "ms", LowerIsBetter: true),
                new Goal("hop: (timestamp, long), one partition", Throughput(spark, folder, narrow, NarrowRows), 2_000_000, "rows/s"),
                new Goal("hop: 19-column flights, one partition", Throughput(spark, folder, flights, FlightRows), 300_000, "rows/s"),
                new Goal("hop: quiet stream, JVM process to .NET Process, p95", QuietP95(spark, folder), 5, "ms", LowerIsBetter: true),
            ];
        }
        finally
        {
            spark.Stop();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Must run first: only the first task of an executor starts a worker.</summary>
    private static double WorkerStart(SparkSession spark, string folder)
    {
        string source = Path.Combine(folder, "one-row");
        spark.Range(0, 1).Coalesce(1).Write().Parquet(source);
        string figures = Directory.CreateTempSubdirectory("lakebase-hop-figures-").FullName;

        // With a local master the driver starts the usual worker ahead. A command of one's own is left to the first task, as every
        // worker is on a cluster; this one is the usual command.
        string name = typeof(HopSuite).Assembly.GetName().Name!;
        spark.Conf().Set(
            WorkerCommand,
            $"dotnet exec --depsfile {name}.deps.json --runtimeconfig {name}.runtimeconfig.json LakebaseForeachWriter.Worker.dll {name}");
        RunToEnd(spark.ReadStream().Schema("id LONG").Parquet(source), new WorkerStartWriter(figures), folder);
        spark.Conf().Unset(WorkerCommand);
        double milliseconds = WorkerStartWriter.ReadMilliseconds(figures);
        Directory.Delete(figures, recursive: true);
        Console.Error.WriteLine($"  worker start to Open: {milliseconds:N0} ms");
        return milliseconds;
    }

    private double Throughput(SparkSession spark, string folder, string parquet, long expectedRows)
    {
        List<double> rates = [];
        for (int round = 0; round <= rounds; round++)
        {
            string figures = Directory.CreateTempSubdirectory("lakebase-hop-figures-").FullName;
            DataFrame rows = spark.ReadStream().Schema(spark.Read().Parquet(parquet).Schema()).Parquet(parquet).Coalesce(1);
            RunToEnd(rows, new CountingWriter(figures), folder);
            (long count, double seconds) = CountingWriter.Read(figures);
            Directory.Delete(figures, recursive: true);
            if (count != expectedRows)
            {
                throw new InvalidOperationException($"The writer counted {count} rows of {expectedRows}: the benchmark is void.");
            }

            Console.Error.WriteLine($"  {Path.GetFileName(parquet)} round {round}{(round == 0 ? " (warm-up)" : "")}: {count / seconds:N0} rows/s");
            if (round > 0)
            {
                rates.Add(count / seconds);
            }
        }

        return Median(rates);
    }

    private static double QuietP95(SparkSession spark, string folder)
    {
        string source = Path.Combine(folder, "quiet-source");
        spark.Range(0, QuietRows).Coalesce(1).Write().Parquet(source);
        string figures = Directory.CreateTempSubdirectory("lakebase-hop-figures-").FullName;

        // One task whose rows come 100 ms apart, each stamped by the JVM right before it is processed.
        DataFrame rows = spark.ReadStream().Schema("id LONG").Parquet(source).Coalesce(1).SelectExpr(
            "java_method('java.lang.Thread', 'sleep', 100L + id * 0) AS pause",
            "CAST(java_method('java.lang.System', 'nanoTime') AS LONG) AS at").Select("at", "pause");
        RunToEnd(rows, new LatencyWriter(figures), folder);
        double[] milliseconds = LatencyWriter.ReadMilliseconds(figures);
        Directory.Delete(figures, recursive: true);
        if (milliseconds.Length != QuietRows)
        {
            throw new InvalidOperationException($"The writer saw {milliseconds.Length} rows of {QuietRows}: the benchmark is void.");
        }

        Array.Sort(milliseconds);
        Console.Error.WriteLine($"  quiet stream: p50 {milliseconds[QuietRows / 2]:N2} ms, p95 {milliseconds[(int)(QuietRows * 0.95)]:N2} ms, max {milliseconds[^1]:N2} ms");
        return milliseconds[(int)(QuietRows * 0.95)];
    }

    private static void RunToEnd(DataFrame rows, IForeachWriter writer, string folder)
    {
        StreamingQuery query = rows.WriteStream()
            .Foreach(writer)
            .Option("checkpointLocation", Path.Combine(folder, "checkpoint-" + Guid.NewGuid().ToString("N")))
            .Trigger(Trigger.AvailableNow())
            .Start();
        query.AwaitTermination();
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
