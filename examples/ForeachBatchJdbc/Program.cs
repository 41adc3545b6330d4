// The same Delta table kept in step in two ways: by what many write today, foreachBatch with Spark's JDBC, and by a synced table.
// Measures how soon a change is visible and how long a large one takes, and shows what the first way gets wrong.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using ForeachBatchJdbc;
using Lakebase.Examples;
using Lakebase.LocalServers;
using Microsoft.Spark.Sql;

var seconds = new Option<int>("--seconds") { Description = "How long each way is measured", DefaultValueFactory = _ => 20 };
var rows = new Option<int>("--rows")
{
    Description = "Rows of the Delta table; a fifth of them is changed at once",
    DefaultValueFactory = _ => 200_000,
};
var spark = new Option<string?>("--spark") { Description = "The Spark version, 3.5 to 4.2 (default: SPARK_HOME, else 4.1.4)" };
var command = new RootCommand("Compares foreachBatch with Spark's JDBC to a synced table: latency, a large change, and what readers see.")
{
    seconds, rows, spark,
};
return await ExampleCommand.RunAsync(command, args, (parsed, cancellationToken) => RunAsync(
    TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rows), parsed.GetValue(spark), cancellationToken));

static async Task<int> RunAsync(TimeSpan duration, int rows, string? version, CancellationToken cancellationToken)
{
    if (await SparkRuntime.FindAsync(version, cancellationToken) is { } missing)
    {
        throw new SetupException($"Spark cannot run here: {missing}.");
    }

    Task<SparkSession> starting = Task.Run(
        () => SparkRuntime.StartSession("foreach-batch-jdbc", SparkSettings.For(Environment.GetEnvironmentVariable("SPARK_HOME")!)),
        cancellationToken);
    await using PrivatePostgres server = await PrivatePostgres.StartAsync(
        new PrivatePostgresOptions { Progress = Console.WriteLine }, cancellationToken);
    using var folder = PrivateFolder.Create();
    using SparkSession session = await starting;
    Way[] ways = [new JdbcWay(session, server.ConnectionString, folder.Path), new SyncedTableWay(session, server.ConnectionString)];
    List<Measurement> results = [];
    foreach (Way way in ways)
    {
        var source = new CounterTable(session, Path.Combine(folder.Path, way.Name));
        source.Create(rows);
        await using (way)
        {
            var clock = Stopwatch.StartNew();
            await way.StartAsync(source, cancellationToken);
            results.Add(await new Probe(way, source, server.ConnectionString).MeasureAsync(clock.Elapsed, duration, cancellationToken));
        }
    }

    foreach (Measurement result in results)
    {
        Console.WriteLine(result.ToText());
    }

    Console.WriteLine("RESULT " + JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
    return results.All(result => result.IsEqualAtTheEnd) ? 0 : 1;
}
