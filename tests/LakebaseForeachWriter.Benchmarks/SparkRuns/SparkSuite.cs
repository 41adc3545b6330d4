using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Peers;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Writer = Lakebase.Spark.LakebaseForeachWriter;

namespace Lakebase.Benchmarks.SparkRuns;

/// <summary>
/// Whole queries: the flights three times, from Parquet through a streaming query of Spark into a keyed table, by our writer, by the Python
/// writer's paths in PySpark's foreach, and by Spark's own JDBC writer in foreachBatch.
/// </summary>
internal sealed class SparkSuite(Rounds rounds, double scale, string? only, bool oursOnly)
{
    private const int Repetitions = 3;
    private const int BatchRows = 10_000;

    /// <summary>COPY begins anew with each batch, which a load in bulk need not do more often: ours and the Python writer's alike.</summary>
    private const int CopyBatchRows = 50_000;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["spark.master"] = "local[2]",
        ["spark.ui.enabled"] = "false",
        ["spark.driver.memory"] = "2g",
        ["spark.sql.session.timeZone"] = "UTC",

        // Each file is a partition.
        ["spark.sql.files.openCostInBytes"] = "134217728",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-spark-suite-").FullName;
    private readonly List<Cell> _cells = [];
    private readonly List<string> _notes = [];

    public async Task<SuiteResult> RunAsync()
    {
        try
        {
            await using BenchServer server = await BenchServer.StartAsync(BenchServer.UnfilledWal);
            string home = SparkFolder.Find();
            string? missing = null;
            using PySpark? python = oursOnly ? null : PySpark.Start(home, Settings, out missing);
            SparkSession spark = StartOurs();
            Note(missing);
            Note("The server has `wal_init_zero = off`: its checkpoints wait until the suite is over, so that it never uses a file of WAL again, as a server does that has been running for a while.");
            try
            {
                await MeasureAllAsync(server, spark, python);
            }
            finally
            {
                spark.Stop();
            }

            return SuiteResult.Now("spark", server.Version, SparkGoals.Of(_cells), _cells, _notes);
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static SparkSession StartOurs()
    {
        Builder builder = SparkSession.Builder().AppName("benchmark");
        foreach ((string name, string value) in Settings)
        {
            builder.Config(name, value);
        }

        if (SparkFolder.FindJdbcDriver() is { } jar)
        {
            builder.Config("spark.jars", jar);
        }

        return builder.GetOrCreate();
    }

    private async Task MeasureAllAsync(BenchServer server, SparkSession spark, PySpark? python)
    {
        IReadOnlyList<FlightRow> file = FlightsFile.Read(out string? note);
        Note(note);
        file = [.. file.Take((int)(file.Count * scale))];
        FlightsShape shape = new(file);
        int count = file.Count * Repetitions;
        const string ExpectedTable = "flights_expected";
        await server.ExecuteAsync(shape.CreateTable(shape.Name));
        await using (NpgsqlCopy<FlightRow> copy = new(shape, await server.ConnectAsync()))
        {
            await copy.WriteAsync(shape.Rows(Enumerable.Range(0, count), version: 0), 0, count);
        }

        await server.ExecuteAsync($"CREATE TABLE {ExpectedTable} AS TABLE {shape.Name}");
        string expected = await ContentAsync(server, ExpectedTable);
        using Psql? psql = Psql.Find(server);
        int pages = await server.PagesAsync(ExpectedTable);
        psql?.ExportParts(ExpectedTable, pages, 1);
        psql?.ExportParts(ExpectedTable, pages, 2);
        string[] parquet = WriteParquet(spark, file);
        foreach ((int partitions, bool isFilled) in ((int, bool)[])[(1, false), (2, false), (1, true)])
        {
            foreach (WriteMode mode in isFilled ? [WriteMode.Upsert] : (WriteMode[])[WriteMode.BulkInsert, WriteMode.Insert, WriteMode.Upsert])
            {
                string name = SparkGoals.NameOf(mode, partitions, isFilled);
                if (only is not null && !name.Contains(only, StringComparison.Ordinal))
                {
                    continue;
                }

                _cells.Add(await RoundsOf(mode, partitions, isFilled).RunAsync(
                    name,
                    count,
                    Contenders(server, spark, python, psql, shape, parquet[partitions - 1], mode, partitions, isFilled),
                    before: async _ =>
                    {
                        await server.ExecuteAsync($"TRUNCATE {shape.Name}");
                        if (isFilled)
                        {
                            await server.ExecuteAsync($"INSERT INTO {shape.Name} SELECT * FROM {ExpectedTable}; UPDATE {shape.Name} SET distance = 0 WHERE day = 1");
                        }

                        await server.ExecuteAsync($"VACUUM {shape.Name}");
                    },
                    after: async (contender, _) =>
                    {
                        string actual = await ContentAsync(server, shape.Name);
                        if (actual != expected)
                        {
                            throw new InvalidOperationException($"{contender.Name} wrote {actual}, not {expected}: the benchmark is void.");
                        }
                    }));
            }
        }
    }

    // The JVM's compilers are at work for the first queries of a mode, and a stream is not that young for long. COPY is nearest to its
    // goals, and five processes on two cores scatter.
    private Rounds RoundsOf(WriteMode mode, int partitions, bool isFilled) => (mode, partitions, isFilled) switch
    {
        (WriteMode.BulkInsert, 1, false) => rounds with { Count = rounds.Count + 2, WarmUp = 2 },
        (_, 1, false) => rounds with { WarmUp = 2 },
        (WriteMode.BulkInsert, 2, _) => rounds with { Count = rounds.Count + 1, WarmUp = 1 },
        _ => rounds with { Count = Math.Max(1, rounds.Count - 1), WarmUp = 0 },
    };

    private List<Contender> Contenders(
        BenchServer server, SparkSession spark, PySpark? python, Psql? psql, FlightsShape shape, string parquet, WriteMode mode, int partitions, bool isFilled)
    {
        List<Contender> contenders = [new("ours", Role.Ours, _ => Task.FromResult(RunOurs(server, spark, shape, parquet, mode)))];
        if (python is not null)
        {
            (string name, string path) = mode == WriteMode.BulkInsert ? (SparkGoals.PySparkCopy, "copy") : (SparkGoals.PySparkExecuteMany, "executemany");
            contenders.Add(new(name, Role.Peer, _ => Task.FromResult(python.Run(parquet, server.Direct, shape, path, mode == WriteMode.Upsert, BatchRowsOf(mode)))));
        }

        if (mode == WriteMode.BulkInsert && psql is not null)
        {
            contenders.Add(new(SparkGoals.Psql, Role.Limit, _ => psql.ImportPartsAsync(shape.Name, shape.ColumnList, partitions)));
        }

        if (!oursOnly && mode == WriteMode.BulkInsert && !isFilled && SparkFolder.FindJdbcDriver() is not null)
        {
            contenders.Add(new(SparkGoals.Jdbc, Role.Peer, _ => Task.FromResult(RunJdbc(server, spark, shape, parquet))));
        }

        return contenders;
    }

    private double RunOurs(BenchServer server, SparkSession spark, FlightsShape shape, string parquet, WriteMode mode)
    {
        DataFrame rows = Stream(spark, parquet);
        Writer writer = new(rows.Schema(), new LakebaseWriterOptions
        {
            ConnectionString = server.Direct.ConnectionString,
            Table = shape.Name,
            Mode = mode,
            PrimaryKeys = [.. shape.Keys],
            BatchSize = BatchRowsOf(mode),
        });
        return Run(rows.WriteStream().Foreach(writer));
    }

    private static int BatchRowsOf(WriteMode mode) => mode == WriteMode.BulkInsert ? CopyBatchRows : BatchRows;

    private double RunJdbc(BenchServer server, SparkSession spark, FlightsShape shape, string parquet)
    {
        string url = string.Create(
            CultureInfo.InvariantCulture, $"jdbc:postgresql://{server.Direct.Host}:{server.Direct.Port}/{server.Direct.Database}?reWriteBatchedInserts=true");
        Dictionary<string, string> properties = new()
        {
            ["user"] = server.Direct.Username!,
            ["password"] = server.Direct.Password!,
            ["driver"] = "org.postgresql.Driver",
            ["batchsize"] = BatchRows.ToString(CultureInfo.InvariantCulture),
        };
        return Run(Stream(spark, parquet).WriteStream().ForeachBatch((batch, _) => batch.Write().Mode(SaveMode.Append).Jdbc(url, shape.Name, properties)));
    }

    private double Run(DataStreamWriter query)
    {
        string checkpoint = Path.Combine(_folder, "checkpoint-" + Guid.NewGuid().ToString("N"));
        long start = Stopwatch.GetTimestamp();
        query.Option("checkpointLocation", checkpoint).Trigger(Trigger.AvailableNow()).Start().AwaitTermination();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static DataFrame Stream(SparkSession spark, string parquet) =>
        spark.ReadStream().Schema(spark.Read().Parquet(parquet).Schema()).Parquet(parquet);

    // The file three times, each time a year later, in one file and in two.
    private string[] WriteParquet(SparkSession spark, IReadOnlyList<FlightRow> file)
    {
        FlightsShape shape = new(file);
        string csv = Path.Combine(_folder, "flights.csv");
        File.WriteAllLines(csv, file.Select((_, i) => string.Join(',', shape.Columns.Select(column => Text(column.Boxed(shape.Row(i, 0)))))));
        string schema = string.Join(", ", shape.Columns.Select(column => $"{column.Name} {(column.Type == "integer" ? "INT" : column.Type == "text" ? "STRING" : "TIMESTAMP")}"));
        DataFrame once = spark.Read().Schema(schema).Option("nullValue", "NA").Csv(csv);
        DataFrame all = Enumerable.Range(0, Repetitions)
            .Select(years => once.WithColumn("year", Functions.Expr($"year + {years}")))
            .Aggregate((one, other) => one.Union(other));
        return [.. new[] { 1, 2 }.Select(partitions =>
        {
            string folder = Path.Combine(_folder, $"parquet-{partitions}");
            all.Repartition(partitions).Write().Parquet(folder);
            return folder;
        })];
    }

    private static string Text(object? value) => value switch
    {
        null => "NA",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static Task<string> ContentAsync(BenchServer server, string table) =>
        server.ScalarAsync<string>($"SELECT count(*) || ' rows with checksum ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t");

    private void Note(string? note)
    {
        if (note is not null)
        {
            _notes.Add(note);
        }
    }
}
