using System.CommandLine;
using System.Globalization;
using Lakebase.Benchmarks.Copy;
using Lakebase.Benchmarks.Epochs;
using Lakebase.Benchmarks.Hop;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Memory;
using Lakebase.Benchmarks.RealTime;
using Lakebase.Benchmarks.Reporting;
using Lakebase.Benchmarks.Scale;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.SparkRuns;
using Lakebase.Benchmarks.Sync;
using Lakebase.Benchmarks.Writes;

// Every claim of speed is made here and can be repeated by anyone:
//     dotnet run -c Release --project tests/LakebaseForeachWriter.Benchmarks -- <suite> [--json]
if (args is [DelayProxy.Command, string port, string microseconds])
{
    return DelayProxy.Run(int.Parse(port, CultureInfo.InvariantCulture), double.Parse(microseconds, CultureInfo.InvariantCulture));
}

// The writers in this process log as on an executor, unless somebody wants to hear more.
if (Environment.GetEnvironmentVariable("LAKEBASE_LOG_LEVEL") is null)
{
    Environment.SetEnvironmentVariable("LAKEBASE_LOG_LEVEL", "Error");
}

Option<bool> json = new("--json") { Description = "Print one JSON object with the ratios as the last thing on standard output." };
Option<bool> save = new("--save") { Description = "Keep the result in docs/benchmarks, for the command \"report\"." };
Option<int?> rounds = new("--rounds") { Description = "Rounds of each measurement; the median counts." };
Option<double> scale = new("--scale")
{
    Description = "A share of the rows, for a quick look; not a result.",
    DefaultValueFactory = _ => 1,
};
Option<string?> only = new("--only")
{
    Description = "Only cells whose name contains this; the result is completed by the cells that were kept before.",
};

Option<bool> oursOnly = new("--ours-only") { Description = "Only ours, for a profiler to look at; not a result." };

Option<bool> paths = new("--paths") { Description = "Upsert and insert: ours by each of its write paths, instead of the peers; not a result." };

RootCommand root = new("Benchmarks of LakebaseForeachWriter: ratios and goals, with row counts checked.");
Add("hop", "Rows per second and latency from the executor JVM into a .NET writer, without PostgreSQL.", parse =>
    Task.FromResult(SuiteResult.Now("hop", "", new HopSuite(parse.GetValue(rounds) ?? 3).Run())));
Add("realtime", "Milliseconds from a Kafka record to the row that another session sees, beside the same query with ProcessingTime(0).", _ =>
    Task.FromResult(SuiteResult.Now("realtime", "", RealTimeSuite.Run())));
Add("copy", "The engine alone by bulk-insert, beside Npgsql's importer and psql.", parse =>
    new CopySuite(new Rounds(parse.GetValue(rounds) ?? 7), parse.GetValue(scale)).RunAsync());
foreach (bool upsert in (bool[])[true, false])
{
    Add(upsert ? "upsert" : "insert", $"The engine alone by {(upsert ? "upsert" : "insert")}, beside what others do, at three distances.", parse =>
        new WritesSuite(upsert, new Rounds(parse.GetValue(rounds) ?? 7), parse.GetValue(scale), parse.GetValue(only), FieldOf(parse)).RunAsync(),
        cells => WriteGoals.Of(upsert ? "upsert" : "insert", cells));
}

Add("epochs", "Milliseconds of an epoch that brings nothing or one row, in a worker process.", parse =>
    new EpochsSuite((int)(500 * parse.GetValue(scale))).RunAsync());

Add("spark", "Whole queries from Parquet, beside PySpark's foreach with psycopg and Spark's JDBC writer.", parse =>
    new SparkSuite(new Rounds(parse.GetValue(rounds) ?? 3), parse.GetValue(scale), parse.GetValue(only), parse.GetValue(oursOnly)).RunAsync(),
    SparkGoals.Of);
Add("memory", "Resident memory of a worker over ten million rows, and the JVM's part of it.", parse => new MemorySuite(parse.GetValue(scale)).RunAsync());
Add("scale", "The engine over more rows and more partitions, beside psql.", parse =>
    new ScaleSuite(new Rounds(parse.GetValue(rounds) ?? 3, WarmUp: 0), parse.GetValue(scale)).RunAsync());
Add("snapshot", "A snapshot of a Delta table, beside Spark's JDBC writer and psql.", parse =>
    new SnapshotSuite(new Rounds(parse.GetValue(rounds) ?? 5), parse.GetValue(scale), parse.GetValue(oursOnly)).RunAsync());
Add("triggered", "A range of a million changes of a Delta table, beside Spark's JDBC writer and a merge.", parse =>
    new TriggeredSuite(new Rounds(parse.GetValue(rounds) ?? 3), parse.GetValue(scale), parse.GetValue(oursOnly)).RunAsync());
Add("continuous", "Seconds from a commit in Delta to the row that another session sees.", parse =>
    new ContinuousSuite(parse.GetValue(scale)).RunAsync());

Command smoke = new("smoke", "Seconds, for CI: the engine beside Npgsql's importer on a small table; fails only when it has collapsed.") { json, rounds };
smoke.SetAction(async (parse, _) =>
{
    SuiteResult result = await new CopySuite(new Rounds(parse.GetValue(rounds) ?? 5), scale: 1).RunSmokeAsync();
    Report.Print(result, parse.GetValue(json), save: false);
    return result.Goals[0].Value < CopySuite.Collapse ? 1 : 0;
});
root.Add(smoke);

Command report = new("report", "Makes docs/benchmarks.md and its plots of the results that --save has kept.");
report.SetAction(_ => Pages.Write());
root.Add(report);
return await root.Parse(args).InvokeAsync();

void Add(
    string name, string description, Func<ParseResult, Task<SuiteResult>> run, Func<IReadOnlyList<Cell>, IReadOnlyList<Goal>>? goals = null)
{
    Command command = new(name, description) { json, save, rounds, scale, only, oursOnly, paths };
    command.SetAction(async (parse, _) =>
    {
        SuiteResult result = await run(parse);
        if (goals is not null && parse.GetValue(only) is not null && ResultFiles.Load().TryGetValue(name, out SuiteResult? earlier))
        {
            result = result.Completing(earlier, goals);
        }

        return Report.Print(result, parse.GetValue(json), parse.GetValue(save));
    });
    root.Add(command);
}

Field FieldOf(ParseResult parse) => parse.GetValue(oursOnly) ? Field.Ours : parse.GetValue(paths) ? Field.Paths : Field.Everybody;
