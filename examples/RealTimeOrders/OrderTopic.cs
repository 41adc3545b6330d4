using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Lakebase.Examples;
using Lakebase.LocalServers;

namespace RealTimeOrders;

/// <summary>A topic of this run's own, on the user's broker or on a private one.</summary>
internal sealed class OrderTopic : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly int _partitions;
    private readonly PrivateKafka? _broker;

    private OrderTopic(string bootstrapServers, int partitions, PrivateKafka? broker)
    {
        BootstrapServers = bootstrapServers;
        _partitions = partitions;
        _broker = broker;
    }

    public string BootstrapServers { get; }

    public string Name { get; } = $"orders-{Guid.NewGuid():N}";

    /// <summary>Gets Kafka where a private one is wanted and none is here, and Spark's connector with it.</summary>
    public static async Task GetKafkaAsync(OrdersOptions options, CancellationToken cancellationToken)
    {
        // What it says when it finds none stands on the terminal; the broker's own exception says what else can be done.
        if (options.Broker is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LAKEBASE_KAFKA")))
        {
            await SparkRuntime.RunGetSparkAsync(["--kafka"], cancellationToken);
        }
    }

    /// <exception cref="SetupException">The broker cannot be reached, or refuses the topic.</exception>
    /// <exception cref="PrivateKafkaException">A private one cannot be started.</exception>
    public static async Task<OrderTopic> CreateAsync(OrdersOptions options, CancellationToken cancellationToken)
    {
        PrivateKafka? broker = options.Broker is null ? await StartBrokerAsync(cancellationToken) : null;
        var topic = new OrderTopic(options.Broker ?? broker!.BootstrapServers, options.Partitions, broker);
        try
        {
            using IAdminClient admin = topic.Administrator();
            await admin.CreateTopicsAsync(
                [new TopicSpecification { Name = topic.Name, NumPartitions = options.Partitions }],
                new CreateTopicsOptions { RequestTimeout = Patience, OperationTimeout = Patience });
            return topic;
        }
        catch (KafkaException refused)
        {
            await topic.StopBrokerAsync();
            throw new SetupException($"No topic can be made at {topic.BootstrapServers}: {refused.Error.Reason}");
        }
    }

    /// <summary>The last order of every id that the topic holds, read from its beginning to its present end.</summary>
    public Dictionary<long, Order> ReadLast()
    {
        // Nothing is committed, so the group leaves no trace.
        var settings = new ConsumerConfig
        {
            BootstrapServers = BootstrapServers,
            GroupId = Name,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        };
        using IConsumer<long, byte[]> consumer = new ConsumerBuilder<long, byte[]>(settings).Build();
        consumer.Assign(Enumerable.Range(0, _partitions)
            .Select(partition => new TopicPartitionOffset(Name, partition, Offset.Beginning)));
        var last = new Dictionary<long, Order>();
        for (int ends = 0; ends < _partitions;)
        {
            ConsumeResult<long, byte[]> read = consumer.Consume(Patience)
                ?? throw new SetupException($"The broker at {BootstrapServers} no longer answers, so the table cannot be checked.");
            if (read.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                last[read.Message.Key] = Order.FromJson(read.Message.Value);
            }
        }

        consumer.Close();
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await StopBrokerAsync();
            return;
        }

        try
        {
            using IAdminClient admin = Administrator();
            await admin.DeleteTopicsAsync([Name], new DeleteTopicsOptions { RequestTimeout = Patience });
        }
        catch (KafkaException refused)
        {
            Console.Error.WriteLine($"The topic {Name} could not be deleted: {refused.Error.Reason}");
        }
    }

    private static async Task<PrivateKafka> StartBrokerAsync(CancellationToken cancellationToken)
    {
        SparkRuntime.RefuseOnCluster(
            OrdersSession.Name, "a private Kafka, which only this machine could reach; name a broker with --broker");

        PrivateKafka broker = await PrivateKafka.StartAsync(cancellationToken: cancellationToken);
        Console.WriteLine($"Private Kafka on port {broker.Port}");
        return broker;
    }

    private IAdminClient Administrator() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers })
        .SetLogHandler((_, _) => { })
        .Build();

    private ValueTask StopBrokerAsync() => _broker?.DisposeAsync() ?? ValueTask.CompletedTask;
}
