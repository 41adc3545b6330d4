namespace RealTimeOrders;

/// <summary>Makes up orders: new ones, and the next step of some that are still open.</summary>
internal sealed class OrderBook(int seed, TimeProvider time)
{
    private const int OpenOrders = 1_000;
    private static readonly string[] Steps = ["placed", "paid", "packed", "shipped", "delivered"];

    private readonly Random _random = new(seed);
    private readonly List<(Order Order, int Step)> _open = [];
    private long _lastId;
    private long _lastMicroseconds;

    /// <summary>Orders so far.</summary>
    public long Count => _lastId;

    /// <summary>The next event.</summary>
    public Order Next()
    {
        // Strictly growing, so that it also tells a row's versions apart.
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _lastMicroseconds = Math.Max(_lastMicroseconds + 1, now);
        if (_open.Count == 0 || (_open.Count < OpenOrders && _random.Next(3) == 0))
        {
            var placed = new Order(
                ++_lastId, $"customer-{_random.Next(10_000)}", _random.Next(100, 100_000) / 100m, Steps[0], _lastMicroseconds);
            _open.Add((placed, 0));
            return placed;
        }

        int index = _random.Next(_open.Count);
        (Order order, int step) = _open[index];
        Order next = order with { Status = Steps[step + 1], UpdatedAt = _lastMicroseconds };
        if (step + 1 == Steps.Length - 1)
        {
            _open[index] = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }
        else
        {
            _open[index] = (next, step + 1);
        }

        return next;
    }
}
