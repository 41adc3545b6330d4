using System.Buffers.Text;

namespace Lakebase.Buffering.Appenders;

/// <summary>ISO 8601 text of Spark's dates and times, whose years go far beyond <see cref="DateTime"/>'s.</summary>
internal static class CalendarText
{
    /// <summary>The longest text: a signed six-digit year and microseconds.</summary>
    public const int MaxLength = 48;

    private const long MicrosecondsPerDay = PgCalendar.MicrosecondsPerDay;

    /// <summary>2024-02-29.</summary>
    public static int FormatDay(long daysSince1970, Span<byte> text)
    {
        (long year, int month, int day) = ToCivil(daysSince1970);
        int length = 0;
        if (year < 0)
        {
            text[length++] = (byte)'-';
            year = -year;
        }
        else if (year > 9999)
        {
            text[length++] = (byte)'+';
        }

        length += FormatNumber(year, 4, text[length..]);
        text[length++] = (byte)'-';
        length += FormatNumber(month, 2, text[length..]);
        text[length++] = (byte)'-';
        return length + FormatNumber(day, 2, text[length..]);
    }

    /// <summary>2024-02-29T12:30:00.000001Z, without the Z for a time without zone.</summary>
    public static int FormatMicrosecond(long microsecondsSince1970, bool isUtc, Span<byte> text)
    {
        long day = microsecondsSince1970 / MicrosecondsPerDay;
        long microsecond = microsecondsSince1970 % MicrosecondsPerDay;
        if (microsecond < 0)
        {
            microsecond += MicrosecondsPerDay;
            day--;
        }

        int length = FormatDay(day, text);
        text[length++] = (byte)'T';
        length += FormatTimeOfDay(microsecond, text[length..]);
        if (isUtc)
        {
            text[length++] = (byte)'Z';
        }

        return length;
    }

    /// <summary>12:30:00.000001, without the fraction if it is zero.</summary>
    public static int FormatTimeOfDay(long microsecond, Span<byte> text)
    {
        (long second, long fraction) = Math.DivRem(microsecond, 1_000_000);
        int length = FormatNumber(second / 3_600, 2, text);
        text[length++] = (byte)':';
        length += FormatNumber(second / 60 % 60, 2, text[length..]);
        text[length++] = (byte)':';
        length += FormatNumber(second % 60, 2, text[length..]);
        if (fraction != 0)
        {
            text[length++] = (byte)'.';
            length += FormatNumber(fraction, 6, text[length..]);
        }

        return length;
    }

    private static int FormatNumber(long number, byte digits, Span<byte> text)
    {
        Utf8Formatter.TryFormat(number, text, out int length, new System.Buffers.StandardFormat('D', digits));
        return length;
    }

    /// <summary>Counts in years that begin on 1 March, so that the leap day is the last one, and in eras of 400 such years.</summary>
    private static (long Year, int Month, int Day) ToCivil(long daysSince1970)
    {
        const long DaysPerEra = 146_097;
        const long DaysFromYearZeroToEpoch = 719_468;
        long days = daysSince1970 + DaysFromYearZeroToEpoch;
        long era = (days >= 0 ? days : days - (DaysPerEra - 1)) / DaysPerEra;
        long dayOfEra = days - (era * DaysPerEra);
        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / (DaysPerEra - 1))) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        int day = (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1);
        int month = (int)(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }
}
