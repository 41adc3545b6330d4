using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>date → date.</summary>
internal sealed class DateAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit =
        new(InvalidValueReason.OutOfRange, "the date is outside PostgreSQL's range (4714-11-24 BC … 5874897-12-31)");

    public override void Int64(long value)
    {
        if (!PgCalendar.TryConvertDay(value, out int day))
        {
            if (!Replaces(Misfit))
            {
                return;
            }

            day = value < 0 ? PgCalendar.MinusInfinityDay : PgCalendar.InfinityDay;
        }

        Buffer.AppendInt32(day);
    }
}
