using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>timestamp, timestamp_ntz → timestamp with or without time zone. Both are microseconds; an instant goes by its UTC
/// clock.</summary>
internal sealed class TimestampAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit =
        new(InvalidValueReason.OutOfRange, "the time is outside PostgreSQL's range (4714-11-24 BC … 294276-12-31)");

    public override void Int64(long value)
    {
        if (!PgCalendar.TryConvertMicrosecond(value, out long microsecond))
        {
            if (!Replaces(Misfit))
            {
                return;
            }

            microsecond = PgCalendar.InfinityBeyond(value);
        }

        Buffer.AppendInt64(microsecond);
    }
}
