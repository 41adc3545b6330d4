using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Year-month interval → interval, in the months part.</summary>
internal sealed class YearMonthIntervalAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit = new(InvalidValueReason.OutOfRange, "the months are outside interval's range");

    public override void Int64(long value)
    {
        if (value is < int.MinValue or > int.MaxValue)
        {
            if (!Replaces(Misfit))
            {
                return;
            }

            value = value < 0 ? int.MinValue : int.MaxValue;
        }

        IntervalEncoder.Append(Buffer, microseconds: 0, months: (int)value);
    }
}
