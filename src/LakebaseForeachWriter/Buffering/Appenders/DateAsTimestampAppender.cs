using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>date → timestamp: midnight, for a timestamp with time zone midnight in UTC.</summary>
internal sealed class DateAsTimestampAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit =
        new(InvalidValueReason.OutOfRange, "the date is outside the range of PostgreSQL's timestamps (4714-11-24 BC … 294276-12-31)");

    public override void Int64(long value)
    {
        bool isInRange = PgCalendar.TryConvertDay(value, out int day) && day <= PgCalendar.MaxMicrosecond / PgCalendar.MicrosecondsPerDay;
        if (!isInRange && !Replaces(Misfit))
        {
            return;
        }

        long microsecond = isInRange ? day * PgCalendar.MicrosecondsPerDay : PgCalendar.InfinityBeyond(value);
        Buffer.AppendInt64(microsecond);
    }
}
