using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>
/// Day-time interval → interval, all of it in the microseconds part: Spark's days are 24 hours, PostgreSQL's days are calendar days.
/// </summary>
internal sealed class DayTimeIntervalAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Int64(long value) => IntervalEncoder.Append(Buffer, microseconds: value, months: 0);
}
