using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Whole numbers, months → integer.</summary>
internal sealed class IntegerAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Int64(long value)
    {
        if (value is < int.MinValue or > int.MaxValue)
        {
            throw Refused("the number is outside integer's range");
        }

        BinaryPrimitives.WriteInt32BigEndian(Buffer.AppendField(sizeof(int)), (int)value);
    }
}
