using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Lakebase.SparkTests.RealTime;

/// <summary>A topic of a test: texts under keys, put in and read back by Kafka's own client.</summary>
internal sealed class Topic : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IProducer<string, string> _producer;
    private readonly string _servers;
    private readonly int _partitions;

    private Topic(string servers, string name, int partitions)
    {
        (_servers, Name, _partitions) = (servers, name, partitions);

        // A broker that is just restarting gets its records later, each once and in order.
        var settings = new ProducerConfig { BootstrapServers = servers, EnableIdempotence = true, LingerMs = 0 };
        _producer = new ProducerBuilder<string, string>(settings).SetLogHandler((_, _) => { }).Build();
    }

    public string Name { get; }

    public static async Task<Topic> CreateAsync(string servers, string name, int partitions)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers })
            .SetLogHandler((_, _) => { })
            .Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions }]);
        return new Topic(servers, name, partitions);
    }

    /// <summary>Hands a record to the client, which sends it when it can.</summary>
    public void Put(string key, string value) => _producer.Produce(Name, new Message<string, string> { Key = key, Value = value });

    /// <summary>Waits until the broker has every record.</summary>
    public void Flush() => Assert.Equal(0, _producer.Flush(Patience));

    /// <summary>All records up to the present end of the topic, in the order of each partition.</summary>
    public List<(string Key, string Value)> ReadAll()
    {
        var settings = new ConsumerConfig
        {
            BootstrapServers = _servers,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        };
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, _partitions).Select(p => new TopicPartitionOffset(Name, p, Offset.Beginning)));
        List<(string Key, string Value)> records = [];
        for (int ends = 0; ends < _partitions;)
        {
            ConsumeResult<string, string>? read = consumer.Consume(Patience);
            Assert.True(read is not null, "The broker does not answer.");
            if (read.IsPartitionEOF)
            {
                ends++;
            }
            else
            {
                records.Add((read.Message.Key, read.Message.Value));
            }
        }

        return records;
    }

    public void Dispose() => _producer.Dispose();
}
