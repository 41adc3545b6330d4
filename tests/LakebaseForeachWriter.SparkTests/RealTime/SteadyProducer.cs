using System.Globalization;

namespace Lakebase.SparkTests.RealTime;

/// <summary>
/// Puts numbers 1, 2, 3 … into a topic, each under one of 20 keys, about one a millisecond, whatever happens to the broker.
/// </summary>
internal sealed class SteadyProducer : IDisposable
{
    private const int Keys = 20;

    private readonly Topic _topic;
    private readonly Thread _thread;
    private volatile bool _stopping;

    public SteadyProducer(Topic topic)
    {
        _topic = topic;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Stops, and waits until the broker has every number.</summary>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        _topic.Flush();
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Run()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(1));
        for (int number = 1; !_stopping; number++)
        {
            _topic.Put($"key-{number % Keys}", number.ToString(CultureInfo.InvariantCulture));
            timer.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
