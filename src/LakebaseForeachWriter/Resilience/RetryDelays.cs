namespace Lakebase.Resilience;

/// <summary>How long to wait before a batch is tried again. Pure arithmetic.</summary>
internal static class RetryDelays
{
    /// <summary>Above this the doubling cannot matter any more (every maximum is reached), and the shift would overflow.</summary>
    private const int MaxDoublings = 30;

    /// <summary>
    /// Exponential back-off with half of it random: partitions that failed together do not come back together, and none comes back at once.
    /// </summary>
    /// <param name="attempt">Retries made so far, from 0.</param>
    /// <param name="baseDelay">The longest wait before the first retry.</param>
    /// <param name="maxDelay">The longest wait at all.</param>
    /// <param name="random">A number from 0 (included) to 1 (excluded).</param>
    public static TimeSpan Next(int attempt, TimeSpan baseDelay, TimeSpan maxDelay, double random)
    {
        double doubled = baseDelay.TotalMilliseconds * (1L << Math.Min(attempt, MaxDoublings));
        double capped = Math.Min(doubled, maxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (0.5 + (random / 2)));
    }
}
