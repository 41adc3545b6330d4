// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
using System.Globalization;

namespace Microsoft.Spark.Sql.Types;

/// <summary>
/// A day of the proleptic Gregorian calendar. It holds Spark's whole range, which is wider than that of <see cref="DateTime"/>.
/// </summary>
[Serializable]
public class Date
{
    private readonly int _days;

    /// <summary>Takes the day of a date and time.</summary>
    /// <param name="dt">Its time of day and kind are left out.</param>
    public Date(DateTime dt) => _days = DateOnly.FromDateTime(dt).DayNumber + CivilCalendar.FirstDateTimeDay;

    /// <summary>Creates a date.</summary>
    /// <param name="year">The year, 1 to 9999.</param>
    /// <param name="month">The month, 1 to 12.</param>
    /// <param name="day">The day of the month.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day.</exception>
    public Date(int year, int month, int day) : this(new DateTime(year, month, day))
    {
    }

    internal Date(int daysSinceEpoch) => _days = daysSinceEpoch;

    /// <summary>The year; 0 and below before our era.</summary>
    public int Year => CivilCalendar.FromDays(_days).Year;

    /// <summary>The month, 1 to 12.</summary>
    public int Month => CivilCalendar.FromDays(_days).Month;

    /// <summary>The day of the month.</summary>
    public int Day => CivilCalendar.FromDays(_days).Day;

    /// <summary>Days since 1970-01-01.</summary>
    internal int DaysSinceEpoch => _days;

    /// <summary>The date as month/day/year, as Microsoft.Spark writes it.</summary>
    public override string ToString()
    {
        (int year, int month, int day) = CivilCalendar.FromDays(_days);
        return string.Create(CultureInfo.InvariantCulture, $"{month}/{day}/{year}");
    }

    /// <summary>The date in a format of <see cref="DateTime"/>.</summary>
    /// <param name="format">A standard or custom date format.</param>
    /// <exception cref="InvalidOperationException">The year is not in 1 to 9999.</exception>
    public string ToString(string format) => ToDateTime().ToString(format, CultureInfo.CurrentCulture);

    /// <summary>The date at midnight, of kind <see cref="DateTimeKind.Unspecified"/>.</summary>
    /// <exception cref="InvalidOperationException">The year is not in 1 to 9999.</exception>
    public DateTime ToDateTime() => _days is >= CivilCalendar.FirstDateTimeDay and <= CivilCalendar.LastDateTimeDay
        ? DateTime.SpecifyKind(DateTime.UnixEpoch.AddDays(_days), DateTimeKind.Unspecified)
        : throw new InvalidOperationException(
            $"A date in the year {Year} does not fit System.DateTime (years 1 to 9999); read Year, Month and Day instead.");

    /// <summary>Whether the other object is the same date.</summary>
    public override bool Equals(object obj) => obj is Date other && other._days == _days;

    /// <summary>A hash of the date.</summary>
    public override int GetHashCode() => _days;
}
