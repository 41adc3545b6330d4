namespace Lakebase.Diagnostics;

/// <summary>Lets a line into the log at once and then at most once a minute. The caller guards it.</summary>
internal sealed class LogRhythm(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long? _loggedAt;

    /// <summary>Whether a line is due; then the next one is not for a minute.</summary>
    public bool TryTake()
    {
        if (_loggedAt is { } loggedAt && time.GetElapsedTime(loggedAt) < Interval)
        {
            return false;
        }

        _loggedAt = time.GetTimestamp();
        return true;
    }
}
