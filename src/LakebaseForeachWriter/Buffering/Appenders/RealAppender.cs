using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>float → real, NaN and infinities included.</summary>
internal sealed class RealAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Single(float value) => BinaryPrimitives.WriteSingleBigEndian(Buffer.AppendField(sizeof(float)), value);
}
