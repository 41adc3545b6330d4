// Changes a Delta table, and keeps a copy of it in PostgreSQL in step; shows both while it happens, and compares them at the end.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lakebase.Examples;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;
using Npgsql;
using ReverseEtl;

const string Target = "public.customer_scores";
return await ReverseEtlOptions.RunAsync(args, RunAsync);

static async Task<int> RunAsync(ReverseEtlOptions options, CancellationToken cancellationToken)
{
    if (SparkRuntime.StartedBySparkSubmit)
    {
        throw new SetupException("This program starts its own Spark: run it with dotnet run.");
    }

    if (await SparkRuntime.FindAsync(options.SparkVersion, cancellationToken) is { } missing)
    {
        throw new SetupException($"Spark cannot run here: {missing}.");
    }

    Task<SparkSession> starting = Task.Run(
        () => SparkRuntime.StartSession(
            "reverse-etl",
            [
                ("spark.master", "local[*]"),
                ("spark.sql.shuffle.partitions", "4"),
                ("spark.databricks.delta.snapshotPartitions", "2"),
                .. DeltaLibraries.Settings(Environment.GetEnvironmentVariable("SPARK_HOME")!).Select(one => (one.Key, one.Value)),
            ]),
        cancellationToken);
    await using Database database = await Database.FindAsync(options.Connection, options.ConnectionFile, () => { }, cancellationToken);
    using var folder = PrivateFolder.Create();
    using SparkSession spark = await starting;
    var source = new ScoreTable(spark, Path.Combine(folder.Path, "customer_scores"));
    source.Create(options.Rows);
    await using var engine = new SyncedTableEngine(database.WriterOptions);
    await engine.DeleteAsync(Target, dropTable: true, cancellationToken);

    using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    await using var view = new LiveView();
    Task<SyncedTableStatus> following = engine.RunAsync(
        spark,
        new SyncedTableDefinition
        {
            SourcePath = source.Path,
            Target = Target,
            PrimaryKeyColumns = ["customer_id"],
            SchedulingPolicy = SchedulingPolicy.Continuous,
            Interval = options.Interval,
            ExtraIndexDefinitions = { new ExtraIndex { Name = "customer_scores_segment", Definition = "(segment, score DESC)" } },
        },
        view,
        end.Token);
    List<double> lags = await ChangeAsync(source, engine, following, view, options, cancellationToken);
    await end.CancelAsync();
    await following;
    await view.DisposeAsync();
    return await CompareAsync(source, engine, database, lags, spark.Version(), cancellationToken);
}

// Changes the table for a while, and then waits until the copy has everything.
static async Task<List<double>> ChangeAsync(
    ScoreTable source,
    SyncedTableEngine engine,
    Task<SyncedTableStatus> following,
    LiveView view,
    ReverseEtlOptions options,
    CancellationToken cancellationToken)
{
    List<double> lags = [];
    var clock = new Stopwatch();
    long seen = -1;
    for (int n = 0; ; n++)
    {
        SyncedTableStatus? now = await engine.FindAsync(Target, cancellationToken);
        if (following.IsCompleted)
        {
            await following;
        }

        if (now is { LastVersion: { } version } && version != seen)
        {
            seen = version;
            clock.Start();
            if (now is { LastAction: "changes", Lag: { } lag })
            {
                lags.Add(lag.TotalSeconds);
            }
        }

        view.Show(now);
        if (clock.Elapsed < options.Duration)
        {
            // The first copy is to be seen as well.
            string done = seen < 0 ? "(first copy)" : await Task.Run(() => source.Change(n), cancellationToken);
            view.Changed(done, await Task.Run(source.Look, cancellationToken));
        }
        else if (seen == source.Look().Version)
        {
            return lags;
        }

        await Task.Delay(200, cancellationToken);
    }
}

static async Task<int> CompareAsync(
    ScoreTable source, SyncedTableEngine engine, Database database, List<double> lags, string spark, CancellationToken cancellationToken)
{
    await using NpgsqlConnection connection = await database.OpenAsync(cancellationToken);
    await using var command = new NpgsqlCommand(
        $"SELECT count(*), sum(score), sum((facts ->> 'visits')::bigint)::bigint FROM {Target}", connection);
    await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
    await reader.ReadAsync(cancellationToken);
    (long, double, long) copy = (reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2));
    (long Rows, double, long) wanted = source.Summary();
    SyncedTableStatus status = (await engine.FindAsync(Target, cancellationToken))!;
    lags.Sort();
    double? P(double share) => lags.Count == 0 ? null : Math.Round(lags[(int)(share * (lags.Count - 1))], 2);
    string verdict = copy == wanted ? "the copy has what the Delta table has" : $"the copy differs: {copy} instead of {wanted}";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wanted.Rows:N0} rows, version {status.LastVersion}: {verdict}"));
    Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
    {
        rows = wanted.Rows,
        version = status.LastVersion,
        ranges = lags.Count,
        lagP50 = P(0.5),
        lagP95 = P(0.95),
        lagMax = P(1),
        spark,
    }));
    return copy == wanted ? 0 : 1;
}
