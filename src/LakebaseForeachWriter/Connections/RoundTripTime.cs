namespace Lakebase.Connections;

/// <summary>
/// How long a message to the server and its answer take: the least that was seen lately, since whatever is above it is the server's work.
/// Thread-safe; a lost update does no harm.
/// </summary>
internal sealed class RoundTripTime
{
    // So that a way that has become longer is seen: what was measured counts a little less with each new measurement.
    private const double Forgetting = 0.05;

    private long _ticks = -1;
    private long _measuredAt;

    /// <summary>The time; zero as long as nothing was measured.</summary>
    public TimeSpan Current => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _ticks)));

    /// <summary>The clock's timestamp of the last measurement; null as long as there is none.</summary>
    public long? MeasuredAt => Volatile.Read(ref _ticks) < 0 ? null : Volatile.Read(ref _measuredAt);

    /// <summary>Takes a measurement into account.</summary>
    /// <param name="measured">The time from message to answer.</param>
    /// <param name="timestamp">The clock's timestamp of the answer.</param>
    public void Add(TimeSpan measured, long timestamp)
    {
        Volatile.Write(ref _measuredAt, timestamp);
        long known = Volatile.Read(ref _ticks);
        long next = known < 0 || measured.Ticks <= known ? measured.Ticks : known + (long)((measured.Ticks - known) * Forgetting);
        Volatile.Write(ref _ticks, next);
    }
}
