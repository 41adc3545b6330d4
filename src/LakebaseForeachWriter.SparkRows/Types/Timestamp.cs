// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using System.Globalization;

namespace Microsoft.Spark.Sql.Types;

/// <summary>
/// A date and time with microseconds: an instant in UTC, or, from a <see cref="TimestampNTZType"/> column, a wall-clock time without
/// a zone. It holds Spark's whole range, which is wider than that of <see cref="DateTime"/>.
/// </summary>
[Serializable]
public class Timestamp
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long MicrosecondsPerDay = 86_400 * MicrosecondsPerSecond;
    private const long FirstDateTimeMicrosecond = CivilCalendar.FirstDateTimeDay * MicrosecondsPerDay;
    private const long LastDateTimeMicrosecond = ((CivilCalendar.LastDateTimeDay + 1) * MicrosecondsPerDay) - 1;

    private readonly long _microseconds;
    private readonly DateTimeKind _kind = DateTimeKind.Utc;

    /// <summary>Takes an instant.</summary>
    /// <param name="dateTime">A time of kind <see cref="DateTimeKind.Utc"/>; digits below the microsecond are cut off.</param>
    /// <exception cref="InvalidTimeZoneException">The time is of another kind.</exception>
    public Timestamp(DateTime dateTime)
    {
        if (dateTime.Kind != DateTimeKind.Utc)
        {
            throw new InvalidTimeZoneException(
                $"A Timestamp is made of a DateTime of kind Utc, and this one is of kind {dateTime.Kind}; call ToUniversalTime() first.");
        }

        _microseconds = MicrosecondsOf(dateTime);
    }

    /// <summary>Creates an instant from its parts in UTC.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    /// <param name="month">The month, 1 to 12.</param>
    /// <param name="day">The day of the month.</param>
    /// <param name="hour">The hour, 0 to 23.</param>
    /// <param name="minute">The minute, 0 to 59.</param>
    /// <param name="second">The second, 0 to 59.</param>
    /// <param name="microsecond">The microsecond, 0 to 999,999.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such time.</exception>
    public Timestamp(int year, int month, int day, int hour, int minute, int second, int microsecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(microsecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(microsecond, MicrosecondsPerSecond - 1);
        _microseconds = MicrosecondsOf(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc)) + microsecond;
    }

    internal Timestamp(long microsecondsSinceEpoch, DateTimeKind kind)
    {
        _microseconds = microsecondsSinceEpoch;
        _kind = kind;
    }

    /// <summary>The year; 0 and below before our era.</summary>
    public int Year => CivilCalendar.FromDays(Days).Year;

    /// <summary>The month, 1 to 12.</summary>
    public int Month => CivilCalendar.FromDays(Days).Month;

    /// <summary>The day of the month.</summary>
    public int Day => CivilCalendar.FromDays(Days).Day;

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour => (int)(MicrosecondOfDay / (3_600 * MicrosecondsPerSecond));

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute => (int)(MicrosecondOfDay / (60 * MicrosecondsPerSecond) % 60);

    /// <summary>The second, 0 to 59.</summary>
    public int Second => (int)(MicrosecondOfDay / MicrosecondsPerSecond % 60);

    /// <summary>The microsecond of the second, 0 to 999,999.</summary>
    public int Microsecond => (int)(MicrosecondOfDay % MicrosecondsPerSecond);

    /// <summary>Microseconds since 1970-01-01 00:00:00.</summary>
    internal long MicrosecondsSinceEpoch => _microseconds;

    private long Days => (_microseconds / MicrosecondsPerDay) - (_microseconds % MicrosecondsPerDay < 0 ? 1 : 0);

    private long MicrosecondOfDay => ((_microseconds % MicrosecondsPerDay) + MicrosecondsPerDay) % MicrosecondsPerDay;

    /// <summary>The time as <c>yyyy-MM-dd HH:mm:ss.ffffff</c>.</summary>
    public override string ToString()
    {
        (int year, int month, int day) = CivilCalendar.FromDays(Days);
        return string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2} {Hour:D2}:{Minute:D2}:{Second:D2}.{Microsecond:D6}");
    }

    /// <summary>Whether the other object is the same time.</summary>
    public override bool Equals(object obj) => obj is Timestamp other && other._microseconds == _microseconds;

    /// <summary>A hash of the time.</summary>
    public override int GetHashCode() => _microseconds.GetHashCode();

    /// <summary>
    /// The time as a <see cref="DateTime"/>, of kind <see cref="DateTimeKind.Utc"/>, or <see cref="DateTimeKind.Unspecified"/> when it comes
    /// from a column without time zone.
    /// </summary>
    /// <exception cref="InvalidOperationException">The year is not in 1 to 9999.</exception>
    public DateTime ToDateTime() => _microseconds is >= FirstDateTimeMicrosecond and <= LastDateTimeMicrosecond
        ? new DateTime(DateTime.UnixEpoch.Ticks + (_microseconds * TimeSpan.TicksPerMicrosecond), _kind)
        : throw new InvalidOperationException(
            $"A timestamp in the year {Year} does not fit System.DateTime (years 1 to 9999); read Year, Month, Day … instead.");

    /// <summary>Microseconds since 1970-01-01 00:00:00 of the clock that the value shows, whatever its kind.</summary>
    internal static long MicrosecondsOf(DateTime clock)
    {
        long ticks = clock.Ticks - DateTime.UnixEpoch.Ticks;
        return (ticks - (((ticks % TimeSpan.TicksPerMicrosecond) + TimeSpan.TicksPerMicrosecond) % TimeSpan.TicksPerMicrosecond)) / TimeSpan.TicksPerMicrosecond;
    }
}
