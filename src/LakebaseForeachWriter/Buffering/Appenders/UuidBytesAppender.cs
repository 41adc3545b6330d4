using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>binary → uuid: the 16 bytes as they are.</summary>
internal sealed class UuidBytesAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length != UuidTextAppender.UuidLength)
        {
            throw Refused($"a uuid has {UuidTextAppender.UuidLength} bytes, and the value has {value.Length}");
        }

        value.CopyTo(Buffer.AppendField(value.Length));
    }
}
