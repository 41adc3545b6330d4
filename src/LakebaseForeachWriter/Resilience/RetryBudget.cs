namespace Lakebase.Resilience;

/// <summary>The time within which something may be tried again. The count of tries has its own limit, see
/// <see cref="RetryPipeline"/>.</summary>
/// <param name="limit">How long after now a try that failed may still be repeated.</param>
/// <param name="time">The clock.</param>
internal sealed class RetryBudget(TimeSpan limit, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Whether there is time left.</summary>
    public bool IsLeft => Elapsed < limit;

    /// <summary>Time since the first try began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
