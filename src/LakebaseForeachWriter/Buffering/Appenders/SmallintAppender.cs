using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Whole numbers → smallint.</summary>
internal sealed class SmallintAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Int64(long value)
    {
        if (value is < short.MinValue or > short.MaxValue)
        {
            throw Refused("the number is outside smallint's range");
        }

        BinaryPrimitives.WriteInt16BigEndian(Buffer.AppendField(sizeof(short)), (short)value);
    }
}
