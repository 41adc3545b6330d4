using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>binary → uuid: the 16 bytes as they are.</summary>
internal sealed class UuidBytesAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length != UuidTextAppender.UuidLength)
        {
            NullInstead(new Misfit(
                InvalidValueReason.Malformed, $"a uuid has {UuidTextAppender.UuidLength} bytes, and the value has {value.Length}"));
            return;
        }

        value.CopyTo(Buffer.AppendField(value.Length));
    }
}
