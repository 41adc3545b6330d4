using Lakebase;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

if (args is not [var checkpoint])
{
    Console.Error.WriteLine(
        "usage: LAKEBASE_CONNECTION='Host=…;Database=…;Username=…;Password=…' "
        + "dotnet run --project examples/Telemetry -- <checkpoint folder>");
    return 2;
}

SparkSession spark = SparkSession.Builder().AppName("telemetry").GetOrCreate();
DataFrame ticks = spark.ReadStream().Format("rate").Option("rowsPerSecond", 1000).Load();
StreamingQuery query = ticks.WriteStream()
    .Foreach(new LakebaseForeachWriter(ticks.Schema(), new LakebaseWriterOptions
    {
        ConnectionStringEnvironmentVariable = "LAKEBASE_CONNECTION",
        Table = "public.ticks",
        CreateTable = true,
    }))
    .QueryName("ticks")
    .Option("checkpointLocation", checkpoint)
    .Trigger(Trigger.ProcessingTime("1 second"))
    .Start();
query.AwaitTermination();
return 0;
