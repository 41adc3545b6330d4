namespace Microsoft.Spark.Sql;

// Dates and times. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>Some months later.</summary>
    public static Column AddMonths(Column startDate, Column numMonths) => Apply("add_months", startDate, numMonths);

    /// <summary>Some months later.</summary>
    public static Column AddMonths(Column startDate, int numMonths) => Apply("add_months", startDate, numMonths);

    /// <summary>Today.</summary>
    public static Column CurrentDate() => Apply("current_date");

    /// <summary>Now (the beginning of the micro-batch).</summary>
    public static Column CurrentTimestamp() => Apply("current_timestamp");

    /// <summary>Some days later.</summary>
    public static Column DateAdd(Column start, Column days) => Apply("date_add", start, days);

    /// <summary>Some days later.</summary>
    public static Column DateAdd(Column start, int days) => Apply("date_add", start, days);

    /// <summary>Some days before.</summary>
    public static Column DateSub(Column start, Column days) => Apply("date_sub", start, days);

    /// <summary>Some days before.</summary>
    public static Column DateSub(Column start, int days) => Apply("date_sub", start, days);

    /// <summary>Text of a time in a pattern.</summary>
    public static Column DateFormat(Column dateExpr, string format) => Apply("date_format", dateExpr, format);

    /// <summary>The beginning of the unit that a time is in.</summary>
    public static Column DateTrunc(string format, Column column) => Apply("date_trunc", format, column);

    /// <summary>Days between.</summary>
    public static Column DateDiff(Column end, Column start) => Apply("datediff", end, start);

    /// <summary>Day of the month.</summary>
    public static Column DayOfMonth(Column column) => Apply("dayofmonth", column);

    /// <summary>Day of the week, Sunday is 1.</summary>
    public static Column DayOfWeek(Column column) => Apply("dayofweek", column);

    /// <summary>Day of the year.</summary>
    public static Column DayOfYear(Column column) => Apply("dayofyear", column);

    /// <summary>Text of seconds since 1970.</summary>
    public static Column FromUnixTime(Column column) => Apply("from_unixtime", column);

    /// <summary>Text of seconds since 1970.</summary>
    public static Column FromUnixTime(Column column, string format) => Apply("from_unixtime", column, format);

    /// <summary>A UTC time in a time zone.</summary>
    public static Column FromUtcTimestamp(Column column, Column tz) => Apply("from_utc_timestamp", column, tz);

    /// <summary>A UTC time in a time zone.</summary>
    public static Column FromUtcTimestamp(Column column, string tz) => Apply("from_utc_timestamp", column, tz);

    /// <summary>Hour.</summary>
    public static Column Hour(Column column) => Apply("hour", column);

    /// <summary>Last day of the month.</summary>
    public static Column LastDay(Column column) => Apply("last_day", column);

    /// <summary>Minute.</summary>
    public static Column Minute(Column column) => Apply("minute", column);

    /// <summary>Month.</summary>
    public static Column Month(Column column) => Apply("month", column);

    /// <summary>Months between.</summary>
    public static Column MonthsBetween(Column end, Column start) => Apply("months_between", end, start);

    /// <summary>Months between.</summary>
    public static Column MonthsBetween(Column end, Column start, bool roundOff) => Apply("months_between", end, start, roundOff);

    /// <summary>The next given day of the week.</summary>
    public static Column NextDay(Column date, Column dayOfWeek) => Apply("next_day", date, dayOfWeek);

    /// <summary>The next given day of the week.</summary>
    public static Column NextDay(Column date, string dayOfWeek) => Apply("next_day", date, dayOfWeek);

    /// <summary>Quarter.</summary>
    public static Column Quarter(Column column) => Apply("quarter", column);

    /// <summary>Second.</summary>
    public static Column Second(Column column) => Apply("second", column);

    /// <summary>Time of seconds since 1970.</summary>
    public static Column TimestampSeconds(Column column) => Apply("timestamp_seconds", column);

    /// <summary>Date of a text.</summary>
    public static Column ToDate(Column column) => Apply("to_date", column);

    /// <summary>Date of a text.</summary>
    public static Column ToDate(Column column, string format) => Apply("to_date", column, format);

    /// <summary>Time of a text.</summary>
    public static Column ToTimestamp(Column column) => Apply("to_timestamp", column);

    /// <summary>Time of a text.</summary>
    public static Column ToTimestamp(Column column, string format) => Apply("to_timestamp", column, format);

    /// <summary>UTC of a time in a time zone.</summary>
    public static Column ToUtcTimestamp(Column column, Column tz) => Apply("to_utc_timestamp", column, tz);

    /// <summary>UTC of a time in a time zone.</summary>
    public static Column ToUtcTimestamp(Column column, string tz) => Apply("to_utc_timestamp", column, tz);

    /// <summary>The beginning of the unit that a date is in.</summary>
    public static Column Trunc(Column column, string format) => Apply("trunc", column, format);

    /// <summary>Seconds since 1970.</summary>
    public static Column UnixTimestamp() => Apply("unix_timestamp");

    /// <summary>Seconds since 1970.</summary>
    public static Column UnixTimestamp(Column column) => Apply("unix_timestamp", column);

    /// <summary>Seconds since 1970.</summary>
    public static Column UnixTimestamp(Column column, string format) => Apply("unix_timestamp", column, format);

    /// <summary>ISO week of the year.</summary>
    public static Column WeekOfYear(Column column) => Apply("weekofyear", column);

    /// <summary>The window of time that a time is in.</summary>
    public static Column Window(Column column, string windowDuration, string slideDuration, string startTime) =>
        Apply("window", column, windowDuration, slideDuration, startTime);

    /// <summary>The window of time that a time is in.</summary>
    public static Column Window(Column column, string windowDuration, string slideDuration) =>
        Apply("window", column, windowDuration, slideDuration);

    /// <summary>The window of time that a time is in.</summary>
    public static Column Window(Column column, string windowDuration) => Apply("window", column, windowDuration);

    /// <summary>The session of near times that a time is in.</summary>
    public static Column Session_Window(Column timeColumn, Column gapDuration) => Apply("session_window", timeColumn, gapDuration);

    /// <summary>The session of near times that a time is in.</summary>
    public static Column Session_Window(Column timeColumn, string gapDuration) => Apply("session_window", timeColumn, gapDuration);

    /// <summary>Year.</summary>
    public static Column Year(Column column) => Apply("year", column);

    /// <summary>Partitions a table by year.</summary>
    public static Column Years(Column column) => Apply("years", column);

    /// <summary>Partitions a table by month.</summary>
    public static Column Months(Column column) => Apply("months", column);

    /// <summary>Partitions a table by day.</summary>
    public static Column Days(Column column) => Apply("days", column);

    /// <summary>Partitions a table by hour.</summary>
    public static Column Hours(Column column) => Apply("hours", column);

    /// <summary>Partitions a table by hash.</summary>
    public static Column Bucket(Column numBuckets, Column column) => Apply("bucket", numBuckets, column);

    /// <summary>Partitions a table by hash.</summary>
    public static Column Bucket(int numBuckets, Column column) => Apply("bucket", numBuckets, column);
}
