using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Whole numbers, months → integer.</summary>
internal sealed class IntegerAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit = new(InvalidValueReason.OutOfRange, "the number is outside integer's range");

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

        Buffer.AppendInt32((int)value);
    }
}
