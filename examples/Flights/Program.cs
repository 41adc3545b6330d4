// Streams the flights of nycflights13 through Spark into PostgreSQL and checks what has arrived.
using Flights;
using Lakebase;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

return await FlightsOptions.RunAsync(args, RunAsync);

static async Task<int> RunAsync(FlightsOptions options, CancellationToken cancellationToken)
{
    bool hasSpark = await SparkRuntime.FindAsync(options, cancellationToken);
    await using Target target = await Target.PrepareAsync(options, cancellationToken);
    using Source source = await Source.PrepareAsync(options, cancellationToken);

    LakebaseWriterOptions writerOptions = target.WriterOptions;
    writerOptions.Mode = options.Mode;
    writerOptions.PrimaryKeys = ["year", "month", "day", "carrier", "flight", "origin", "sched_dep_time"];
    writerOptions.CreateTable = true;

    using var display = new ProgressDisplay(source.Rows);
    Result result = hasSpark ? ThroughSpark(source, writerOptions, display) : WithoutSpark.Run(source, writerOptions, display);

    await Verification.CheckAsync(target, source, cancellationToken);
    target.Describe(options.Keep);
    Console.WriteLine(result.ToLine());
    return 0;
}

static Result ThroughSpark(Source source, LakebaseWriterOptions writerOptions, ProgressDisplay display)
{
    using SparkSession spark = SparkSession.Builder().AppName("flights").GetOrCreate();

    DataFrame flights = spark.ReadStream()
        .Schema(Source.Schema)
        .Option("header", true)
        .Option("nullValue", "NA")
        .Option("maxFilesPerTrigger", 2)
        .Csv(source.Folder);

    StreamingQuery query = flights.WriteStream()
        .Foreach(new LakebaseForeachWriter(flights.Schema(), writerOptions))
        .Option("checkpointLocation", source.Checkpoint)
        .Trigger(Trigger.AvailableNow())
        .Start();

    display.Follow(query);
    query.AwaitTermination();
    return display.Finish(writerOptions.Mode, spark.Version());
}
