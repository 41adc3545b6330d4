using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>binary → bytea.</summary>
internal sealed class ByteaAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Buffer.AppendField(value.Length));
}
