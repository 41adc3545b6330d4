// Streams orders from Kafka through Spark's real-time mode into PostgreSQL, and measures how soon another session sees them.
using System.Diagnostics;
using Lakebase.Examples;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using RealTimeOrders;

return await OrdersOptions.RunAsync(args, RunAsync);

static async Task<int> RunAsync(OrdersOptions options, CancellationToken cancellationToken)
{
    await OrdersSession.FindSparkAsync(options, cancellationToken);

    // Before the session, which looks for the connector where this leaves it.
    await OrderTopic.GetKafkaAsync(options, cancellationToken);

    // Takes longer than all the rest, so it goes beside it.
    var starting = Task.Run(() => OrdersSession.Start(options), cancellationToken);
    await using Database database = await Database.FindAsync(
        options.Connection,
        options.ConnectionFile,
        () => SparkRuntime.RefuseOnCluster(OrdersSession.Name, "a private PostgreSQL; name a database with --connection-file"),
        cancellationToken);
    var table = new OrdersTable(database, options.IsUpsert);
    await table.ClearAsync(options.Replace, cancellationToken);
    await using OrderTopic topic = await OrderTopic.CreateAsync(options, cancellationToken);
    using var checkpoint = PrivateFolder.Create();
    using SparkSession spark = await starting;

    StreamingQuery query = Start(spark, topic, table, checkpoint.Path, options);
    Result result = await MeasureAsync(query, topic, table, database, options, cancellationToken);
    query.Stop();
    result = result with { Spark = spark.Version() };
    foreach (string line in result.ToText())
    {
        Console.WriteLine(line);
    }

    Console.WriteLine(result.ToLine());
    return 0;
}

static StreamingQuery Start(SparkSession spark, OrderTopic topic, OrdersTable table, string checkpoint, OrdersOptions options)
{
    DataFrame orders = spark.ReadStream()
        .Format("kafka")
        .Option("kafka.bootstrap.servers", topic.BootstrapServers)
        .Option("subscribe", topic.Name)
        .Option("startingOffsets", "earliest")
        .Load()
        .SelectExpr($"from_json(CAST(value AS STRING), '{Order.SparkSchema}') AS made")
        .SelectExpr("made.order_id", "made.customer", "made.amount", "made.status", "timestamp_micros(made.updated_at) AS updated_at");

    return orders.WriteStream()
        .Foreach(new LakebaseForeachWriter(orders.Schema(), table.WriterOptions(options.Interval)))
        .OutputMode(OutputMode.Update)
        .Option("checkpointLocation", checkpoint)
        .Trigger(options.IsRealTime ? Trigger.RealTime(options.Batch) : Trigger.ProcessingTime(0))
        .Start();
}

static async Task<Result> MeasureAsync(
    StreamingQuery query,
    OrderTopic topic,
    OrdersTable table,
    Database database,
    OrdersOptions options,
    CancellationToken cancellationToken)
{
    const int WatchedPerSecond = 1_000;
    var latencies = new Latencies();
    await using VisibilityProbe probe = await VisibilityProbe.StartAsync(database, OrdersTable.Name, latencies, cancellationToken);
    using var producer = new OrderProducer(topic, options.Rate, WatchedPerSecond, probe.Await);
    long measuredFrom;
    double perSecond;
    (long Events, long Orders) made;
    await using (var view = new LiveView(producer, probe, latencies))
    {
        producer.Start();
        AwaitFirst(query, probe);
        view.Enter("warm-up");
        producer.SpeedUp(options.WarmUp / 2);
        LetRun(query, options.WarmUp);
        view.Enter("measuring");
        measuredFrom = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        (long start, long before) = (Stopwatch.GetTimestamp(), producer.Produced);
        LetRun(query, options.Duration);
        perSecond = (producer.Produced - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        made = producer.Stop();
    }

    await probe.FinishAsync();
    await table.VerifyAsync(topic.ReadLast(), made.Events, cancellationToken);
    (double seconds, long rate) = (options.Duration.TotalSeconds, (long)Math.Round(perSecond));
    return new Result(made.Events, made.Orders, seconds, rate, options.Mode, options.Trigger, Spark: "")
        .With(latencies, measuredFrom, options.IsRealTime ? Result.BatchEndsOf(query) : []);
}

// The first batch takes its time: Spark plans and compiles the query, and the worker connects.
static void AwaitFirst(StreamingQuery query, VisibilityProbe probe)
{
    var patience = TimeSpan.FromMinutes(2);
    long start = Stopwatch.GetTimestamp();
    while (!probe.AwaitFirst(TimeSpan.FromMilliseconds(100)))
    {
        LetRun(query, TimeSpan.FromMilliseconds(1));
        if (Stopwatch.GetElapsedTime(start) > patience)
        {
            throw new SetupException($"No order was visible after {patience.TotalSeconds:0} s.");
        }
    }
}

// Ctrl-C meanwhile is the bridge's: it stops the query and ends the program, and with that broker and database.
static void LetRun(StreamingQuery query, TimeSpan time)
{
    if (query.AwaitTermination((long)time.TotalMilliseconds))
    {
        throw new SetupException("The query was stopped from elsewhere.");
    }
}
