namespace Microsoft.Spark.Sql.Types;

/// <summary>A date and time of day without a time zone, with microseconds (Spark 3.4 and later).</summary>
public sealed class TimestampNTZType : AtomicType
{
    /// <summary>Creates the type.</summary>
    public TimestampNTZType() : base("timestamp_ntz")
    {
    }
}

/// <summary>A time of day (Spark 4.1 and later).</summary>
public sealed class TimeType : AtomicType
{
    /// <summary>Creates the type.</summary>
    /// <param name="precision">Digits behind the second; default 6.</param>
    public TimeType(int precision = 6) : base("time") => Precision = precision;

    /// <summary>Digits behind the second.</summary>
    public int Precision { get; }

    /// <inheritdoc/>
    public override string SimpleString => $"time({Precision})";
}

/// <summary>An interval of days, hours, minutes and seconds.</summary>
public sealed class DayTimeIntervalType : AtomicType
{
    /// <summary>Creates the type.</summary>
    /// <param name="startField">The largest unit: <c>day</c>, <c>hour</c>, <c>minute</c> or <c>second</c>.</param>
    /// <param name="endField">The smallest unit, not larger than <paramref name="startField"/>.</param>
    /// <exception cref="ArgumentException">A unit is unknown, or the units are in the wrong order.</exception>
    public DayTimeIntervalType(string startField = "day", string endField = "second")
        : base(IntervalFields.NameOf(IntervalFields.DayTime, startField, endField)) => (StartField, EndField) = (startField, endField);

    /// <summary>The largest unit.</summary>
    public string StartField { get; }

    /// <summary>The smallest unit.</summary>
    public string EndField { get; }
}

/// <summary>An interval of years and months.</summary>
public sealed class YearMonthIntervalType : AtomicType
{
    /// <summary>Creates the type.</summary>
    /// <param name="startField">The larger unit: <c>year</c> or <c>month</c>.</param>
    /// <param name="endField">The smaller unit, not larger than <paramref name="startField"/>.</param>
    /// <exception cref="ArgumentException">A unit is unknown, or the units are in the wrong order.</exception>
    public YearMonthIntervalType(string startField = "year", string endField = "month")
        : base(IntervalFields.NameOf(IntervalFields.YearMonth, startField, endField)) => (StartField, EndField) = (startField, endField);

    /// <summary>The larger unit.</summary>
    public string StartField { get; }

    /// <summary>The smaller unit.</summary>
    public string EndField { get; }
}

/// <summary>Months, days and microseconds side by side (<c>make_interval</c>). Such a column cannot be read outside Spark.</summary>
public sealed class CalendarIntervalType : DataType
{
    /// <summary>Creates the type.</summary>
    public CalendarIntervalType() : base("interval")
    {
    }
}
