using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Whole numbers → smallint.</summary>
internal sealed class SmallintAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    private static readonly Misfit Misfit = new(InvalidValueReason.OutOfRange, "the number is outside smallint's range");

    public override void Int64(long value)
    {
        if (value is < short.MinValue or > short.MaxValue)
        {
            if (!Replaces(Misfit))
            {
                return;
            }

            value = value < 0 ? short.MinValue : short.MaxValue;
        }

        BinaryPrimitives.WriteInt16BigEndian(Buffer.AppendField(sizeof(short)), (short)value);
    }
}
