namespace RealTimeOrders;

/// <summary>Milliseconds from an order's record to the row that others see, over some orders.</summary>
internal sealed record LatencySummary(long Measured, double P50, double P95, double P99, double Max);

/// <summary>Collects latencies with the time of their records.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<(long RecordMilliseconds, float Latency)> _all = [];

    public void Add(long recordMilliseconds, double latency)
    {
        lock (_gate)
        {
            _all.Add((recordMilliseconds, (float)latency));
        }
    }

    /// <summary>Over the orders whose record is from one of these moments; null if there are none.</summary>
    public LatencySummary? Summarize(Func<long, bool> isWanted)
    {
        float[] wanted;
        lock (_gate)
        {
            wanted = [.. _all.Where(one => isWanted(one.RecordMilliseconds)).Select(one => one.Latency)];
        }

        return Summarize(wanted);
    }

    /// <summary>Over the last orders that were added, at most so many.</summary>
    public LatencySummary? SummarizeLast(int count)
    {
        float[] last;
        lock (_gate)
        {
            last = [.. _all.Skip(_all.Count - count).Select(one => one.Latency)];
        }

        return Summarize(last);
    }

    private static LatencySummary? Summarize(float[] latencies)
    {
        if (latencies.Length == 0)
        {
            return null;
        }

        Array.Sort(latencies);
        return new LatencySummary(latencies.Length, Quantile(0.5), Quantile(0.95), Quantile(0.99), Math.Round(latencies[^1], 1));

        // The smallest value that so much of all does not exceed.
        double Quantile(double part) => Math.Round(latencies[(int)Math.Ceiling(part * latencies.Length) - 1], 1);
    }
}
