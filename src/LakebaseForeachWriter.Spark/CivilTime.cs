using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>Spark's day and microsecond numbers from a calendar's parts, for years that <see cref="DateTime"/> does not have as
/// well.</summary>
internal static class CivilTime
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Days since 1970-01-01 of the proleptic Gregorian calendar.</summary>
    public static long Days(long year, int month, int day)
    {
        // Years that begin on 1 March have their leap day at the end; 400 of them make an era of 146,097 days.
        const long DaysPerEra = 146_097;
        const long DaysFromYearZeroToEpoch = 719_468;
        long shiftedYear = month <= 2 ? year - 1 : year;
        long era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400;
        long yearOfEra = shiftedYear - (era * 400);
        long dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        long dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * DaysPerEra) + dayOfEra - DaysFromYearZeroToEpoch;
    }

    /// <summary>Microseconds since 1970-01-01 00:00:00 of the clock that the value shows.</summary>
    public static long Microseconds(Timestamp time)
    {
        long seconds = (Days(time.Year, time.Month, time.Day) * 86_400) + (time.Hour * 3_600) + (time.Minute * 60) + time.Second;
        return (seconds * MicrosecondsPerSecond) + time.Microsecond;
    }
}
