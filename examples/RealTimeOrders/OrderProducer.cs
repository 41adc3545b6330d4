using System.Diagnostics;
using Confluent.Kafka;
using Lakebase.Examples;

namespace RealTimeOrders;

/// <summary>
/// Puts orders into the topic from a thread of its own, until it is stopped: a trickle first, so that nothing piles up while the query
/// starts, then more and more, then at an even rate.
/// </summary>
internal sealed class OrderProducer : IDisposable
{
    private const int Trickle = 10;
    private const int ManyPerSecond = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly OrderTopic _topic;
    private readonly int _rate;
    private readonly Action<Order, long> _sample;
    private readonly double _samples;
    private readonly OrderBook _book = new(seed: 1, TimeProvider.System);
    private readonly Random _random = new(2);
    private readonly IProducer<long, byte[]> _producer;
    private readonly Thread _thread;
    private volatile bool _faster;
    private double _rampSeconds;
    private volatile bool _stopping;
    private long _produced;
    private long _acknowledged;
    private volatile string? _refusal;

    /// <param name="topic">Where to.</param>
    /// <param name="rate">Orders per second.</param>
    /// <param name="samples">How many of them per second are handed to <paramref name="sample"/>, chosen at random.</param>
    /// <param name="sample">Gets an order that is on its way, and how many there were so far.</param>
    public OrderProducer(OrderTopic topic, int rate, int samples, Action<Order, long> sample)
    {
        _topic = topic;
        _rate = rate;
        _sample = sample;
        _samples = (double)samples / rate;

        // Idempotent, so that a retry neither doubles an order nor puts it behind a later one of its id. Few orders are sent at once; of
        // many, a request for each would keep client and broker busier than all the rest.
        var settings = new ProducerConfig
        {
            BootstrapServers = topic.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = rate < ManyPerSecond ? 0 : 2,
            DeliveryReportFields = "none",
        };
        _producer = new ProducerBuilder<long, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        _thread = new Thread(Run) { IsBackground = true, Name = "order producer" };
    }

    /// <summary>Orders given to the client.</summary>
    public long Produced => Volatile.Read(ref _produced);

    /// <summary>Begins with the trickle.</summary>
    public void Start() => _thread.Start();

    /// <summary>Goes on faster and faster, and when <paramref name="ramp"/> is over at the full rate.</summary>
    public void SpeedUp(TimeSpan ramp)
    {
        _rampSeconds = ramp.TotalSeconds;
        _faster = true;
    }

    /// <summary>Stops, and waits until the broker has every order.</summary>
    /// <returns>Events, and the orders that they are about.</returns>
    /// <exception cref="SetupException">The broker has refused orders, or no longer answers.</exception>
    public (long Events, long Orders) Stop()
    {
        _stopping = true;
        _thread.Join();
        _producer.Flush(Patience);
        if (_refusal is not null || Volatile.Read(ref _acknowledged) != Produced)
        {
            throw new SetupException(
                $"The broker at {_topic.BootstrapServers} has taken {_acknowledged:N0} of {Produced:N0} orders: {_refusal ?? "no answer"}");
        }

        return (Produced, _book.Count);
    }

    private bool HasEnded => _stopping || _refusal is not null;

    public void Dispose()
    {
        _stopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _producer.Dispose();
    }

    private void Run()
    {
        Follow(seconds => seconds * Math.Min(Trickle, _rate), () => !_faster);
        Follow(
            seconds => _rate * (seconds < _rampSeconds ? seconds * seconds / (2 * _rampSeconds) : seconds - (_rampSeconds / 2)),
            () => true);
    }

    // How many are due after so many seconds, as long as it is wanted.
    private void Follow(Func<double, double> due, Func<bool> isWanted)
    {
        long start = Stopwatch.GetTimestamp();
        long before = _produced;
        while (isWanted() && !HasEnded)
        {
            // The operating system wakes this thread about once a millisecond; what is due by then goes out together.
            Thread.Sleep(1);
            long all = before + (long)due(Stopwatch.GetElapsedTime(start).TotalSeconds);
            while (_produced < all && !HasEnded)
            {
                Produce(_book.Next());
            }
        }
    }

    private void Produce(Order order)
    {
        var message = new Message<long, byte[]>
        {
            Key = order.OrderId,
            Value = order.ToJson(),
            Timestamp = new Timestamp(order.RecordMilliseconds, TimestampType.CreateTime),
        };
        if (!_faster || _random.NextDouble() < _samples)
        {
            _sample(order, _produced + 1);
        }

        while (true)
        {
            try
            {
                _producer.Produce(_topic.Name, message, Acknowledge);
                Volatile.Write(ref _produced, _produced + 1);
                return;
            }
            catch (ProduceException<long, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull && !_stopping)
            {
                // The broker is slower than the rate: the orders' own time goes on, and shows it.
                Thread.Sleep(1);
            }
            catch (KafkaException refused)
            {
                _refusal = refused.Error.Reason;
                return;
            }
        }
    }

    private void Acknowledge(DeliveryReport<long, byte[]> report)
    {
        if (report.Error.IsError)
        {
            _refusal = report.Error.Reason;
        }
        else
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }
}
