using Lakebase;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

SparkSession spark = SparkSession.Builder().AppName("quickstart").GetOrCreate();

DataFrame ticks = spark.ReadStream().Format("rate").Option("rowsPerSecond", 100).Load();

StreamingQuery query = ticks.WriteStream()
    .Foreach(new LakebaseForeachWriter(ticks.Schema(), new LakebaseWriterOptions
    {
        ConnectionStringEnvironmentVariable = "LAKEBASE_CONNECTION",   // Host=…;Database=…;Username=…;Password=…
        Table = "public.ticks",
        Mode = WriteMode.Upsert,
        PrimaryKeys = ["value"],
        CreateTable = true,
    }))
    .Option("checkpointLocation", args[0])
    .Trigger(Trigger.ProcessingTime("1 second"))
    .Start();

query.AwaitTermination();
