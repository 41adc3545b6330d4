namespace Microsoft.Spark.Sql.Types;

/// <summary>
/// Days since 1970-01-01 to year, month and day of the proleptic Gregorian calendar and back. Spark's dates reach far beyond
/// those of <see cref="DateTime"/>, so the arithmetic is done here.
/// </summary>
internal static class CivilCalendar
{
    private const int DaysPer400Years = 146_097;

    // A year that begins in March has its leap day last, which makes months a linear function of the day.
    private const int DaysFromMarchOfYear0ToEpoch = 719_468;

    /// <summary>The first and last day that <see cref="DateTime"/> can hold: 0001-01-01 and 9999-12-31.</summary>
    public const int FirstDateTimeDay = -719_162;

    public const int LastDateTimeDay = 2_932_896;

    public static (int Year, int Month, int Day) FromDays(long days)
    {
        long shifted = days + DaysFromMarchOfYear0ToEpoch;
        long era = Math.DivRem(shifted, DaysPer400Years, out long dayOfEra);
        if (dayOfEra < 0)
        {
            era--;
            dayOfEra += DaysPer400Years;
        }

        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long marchMonth = ((5 * dayOfYear) + 2) / 153;
        int month = (int)(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        int day = (int)(dayOfYear - (((153 * marchMonth) + 2) / 5) + 1);
        return ((int)((era * 400) + yearOfEra + (month <= 2 ? 1 : 0)), month, day);
    }
}
