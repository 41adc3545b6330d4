using System.CommandLine;
using Lakebase.Benchmarks;
using Lakebase.Benchmarks.Hop;
using Lakebase.Benchmarks.RealTime;

// Every claim of speed is made here and can be repeated by anyone:
//     dotnet run -c Release --project tests/LakebaseForeachWriter.Benchmarks -- hop|realtime [--json]
Option<bool> json = new("--json") { Description = "Print one JSON object with the ratios as the last thing on standard output." };
Option<int> rounds = new("--rounds") { Description = "Rounds of each measurement; the median counts.", DefaultValueFactory = _ => 3 };

Command hop = new("hop", "Rows per second and latency from the executor JVM into a .NET writer, without PostgreSQL.") { json, rounds };
hop.SetAction(parse => Report.Print(new HopSuite(parse.GetValue(rounds)).Run(), parse.GetValue(json)));

Command realTime = new(
    "realtime", "Milliseconds from a Kafka record to the row that another session sees, beside the same query with ProcessingTime(0).")
{
    json,
};
realTime.SetAction(parse => Report.Print(RealTimeSuite.Run(), parse.GetValue(json)));

return new RootCommand("Benchmarks of LakebaseForeachWriter: ratios and goals, with row counts checked.") { hop, realTime }
    .Parse(args)
    .Invoke();
