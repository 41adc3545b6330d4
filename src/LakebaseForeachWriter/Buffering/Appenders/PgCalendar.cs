namespace Lakebase.Buffering.Appenders;

/// <summary>
/// PostgreSQL counts days and microseconds from 2000-01-01, Spark from 1970-01-01; both by the proleptic Gregorian calendar. The ranges
/// are those of PostgreSQL's date and timestamp types: from 4714 BC on, dates up to the year 5874897, timestamps up to 294276.
/// </summary>
internal static class PgCalendar
{
    public const long MicrosecondsPerDay = 86_400_000_000;
    public const int MinDay = -2_451_545;
    public const int MaxDay = 2_145_031_948;
    public const long MinMicrosecond = -211_813_488_000_000_000;
    public const long MaxMicrosecond = 9_223_371_331_200_000_000 - 1;

    /// <summary>How a date says <c>infinity</c>.</summary>
    public const int InfinityDay = int.MaxValue;

    /// <summary>How a date says <c>-infinity</c>.</summary>
    public const int MinusInfinityDay = int.MinValue;

    /// <summary>Days from 1970 to 2000.</summary>
    public const int EpochDays = 10_957;

    /// <summary>How a timestamp says that it lies before or after all others, on the side of a moment counted from 1970.</summary>
    public static long InfinityBeyond(long since1970) => since1970 < 0 ? long.MinValue : long.MaxValue;

    /// <summary>The day counted from 2000; false if PostgreSQL's date cannot hold it.</summary>
    public static bool TryConvertDay(long daysSince1970, out int day)
    {
        // No overflow: Spark's dates have 32 bits.
        long since2000 = daysSince1970 - EpochDays;
        day = (int)since2000;
        return since2000 is >= MinDay and <= MaxDay;
    }

    /// <summary>The microsecond counted from 2000; false if PostgreSQL's timestamps cannot hold it.</summary>
    public static bool TryConvertMicrosecond(long microsecondsSince1970, out long microsecond)
    {
        const long EpochMicroseconds = EpochDays * MicrosecondsPerDay;
        if (microsecondsSince1970 < MinMicrosecond + EpochMicroseconds)
        {
            microsecond = 0;
            return false;
        }

        microsecond = microsecondsSince1970 - EpochMicroseconds;
        return microsecond <= MaxMicrosecond;
    }
}
