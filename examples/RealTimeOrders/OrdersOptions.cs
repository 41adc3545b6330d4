using System.CommandLine;
using System.Globalization;
using Lakebase.Examples;

namespace RealTimeOrders;

/// <summary>What the command line asks for.</summary>
internal sealed record OrdersOptions
{
    private const string RealTime = "real-time";
    private static readonly string[] Triggers = [RealTime, "processing-time"];

    public string? Broker { get; private init; }

    public string? Connection { get; private init; }

    public FileInfo? ConnectionFile { get; private init; }

    public TimeSpan Duration { get; private init; }

    public TimeSpan WarmUp { get; private init; }

    /// <summary>Orders per second.</summary>
    public int Rate { get; private init; }

    public int Partitions { get; private init; }

    public string? SparkVersion { get; private init; }

    public string Trigger { get; private init; } = RealTime;

    public bool IsRealTime => Trigger == RealTime;

    /// <summary>Whether a table that an earlier run has left may be dropped.</summary>
    public bool Replace { get; private init; }

    /// <summary>How long a batch of real-time mode stays open.</summary>
    public TimeSpan Batch { get; private init; }

    /// <summary>The writer's <c>BatchInterval</c>; null for <c>FlushMode.WhenIdle</c>.</summary>
    public TimeSpan? Interval { get; private init; }

    /// <summary>Parses the command line and runs the program.</summary>
    public static Task<int> RunAsync(string[] args, Func<OrdersOptions, CancellationToken, Task<int>> run)
    {
        var broker = new Option<string?>("--broker")
        {
            Description = "Kafka's bootstrap servers; the program makes a topic there and deletes it at the end "
                + "(default: a private Kafka that lives as long as this program)",
            HelpName = "host:port",
        };
        var connection = new Option<string?>("--connection")
        {
            Description = "The database, 'Host=...;Database=...;Username=...' or postgresql://user@host/database, without a password "
                + "(default: the one in LAKEBASE_CONNECTION, else a private PostgreSQL that lives as long as this program)",
            HelpName = "string",
        };
        var connectionFile = new Option<FileInfo?>("--connection-file")
        {
            Description = "A file that holds the connection string, password included",
            HelpName = "path",
        };
        Option<int> seconds = Number("--seconds", "How long to measure, after the warm-up", "count", 30, 1, 3_600);
        Option<int> warmUp = Number("--warm-up", "Seconds before that, with growing rate, reported apart", "count", 10, 0, 600);
        Option<int> rate = Number("--rate", "Orders per second", "count", 1_000, 1, 100_000);
        Option<int> partitions = Number("--partitions", "The topic's partitions; each holds one task of Spark", "count", 2, 1, 64);
        Option<int> batch = Number("--batch", "Seconds that a batch of real-time mode stays open", "count", 300, 5, 3_600);
        Option<int> interval = Number(
            "--interval", "The writer's BatchInterval in milliseconds; 0 means FlushMode.WhenIdle", "count", 0, 0, 10_000);
        var spark = new Option<string?>("--spark")
        {
            Description = "The Spark version, 4.1 or later; fetched if this machine has none (default: SPARK_HOME, else 4.1.4)",
            HelpName = "version",
        };
        var trigger = new Option<string>("--trigger")
        {
            Description = "real-time, or processing-time (micro-batches, one right after the other) to compare with",
            DefaultValueFactory = _ => RealTime,
        };
        trigger.CompletionSources.Add(Triggers);
        trigger.Validators.Add(given => ExampleCommand.Check(
            given, text => Triggers.Contains(text), "must be real-time or processing-time"));

        var replace = new Option<bool>("--replace") { Description = $"Drop the table {OrdersTable.Name} first, if there is one" };

        var command = new RootCommand(
            "Streams orders from Kafka through Spark's real-time mode into PostgreSQL, and measures how soon others see them there.")
        {
            broker, connection, connectionFile, seconds, warmUp, rate, partitions, batch, interval, spark, trigger, replace,
        };
        return ExampleCommand.RunAsync(command, args, (parsed, cancellationToken) => run(
            new OrdersOptions
            {
                Broker = parsed.GetValue(broker),
                Connection = parsed.GetValue(connection),
                ConnectionFile = parsed.GetValue(connectionFile),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Rate = parsed.GetValue(rate),
                Partitions = parsed.GetValue(partitions),
                Batch = TimeSpan.FromSeconds(parsed.GetValue(batch)),
                Interval = parsed.GetValue(interval) is > 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
                SparkVersion = parsed.GetValue(spark),
                Trigger = parsed.GetValue(trigger)!,
                Replace = parsed.GetValue(replace),
            }.Checked(),
            cancellationToken));
    }

    private static Option<int> Number(string name, string description, string helpName, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(given => ExampleCommand.Check(
            given,
            text => int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most,
            string.Create(CultureInfo.InvariantCulture, $"must be a whole number, {least} to {most}")));
        return option;
    }

    private OrdersOptions Checked()
    {
        if (Connection is not null && ConnectionFile is not null)
        {
            throw new SetupException("--connection and --connection-file exclude each other.");
        }

        return ConnectionFile is { Exists: false } ? throw new SetupException($"There is no file {ConnectionFile.FullName}.") : this;
    }
}
