using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Year-month interval → interval, in the months part.</summary>
internal sealed class YearMonthIntervalAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Int64(long value) => IntervalEncoder.Append(Buffer, microseconds: 0, months: checked((int)value));
}
