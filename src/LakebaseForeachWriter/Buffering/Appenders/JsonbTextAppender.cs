using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>JSON text → jsonb: a version byte, then the text, which the server parses.</summary>
internal sealed class JsonbTextAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    /// <summary>The only version of jsonb's binary format.</summary>
    public const byte Version = 1;

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        if (!StorableText.IsStorable(value))
        {
            if (Repaired(value) is not { } repaired)
            {
                return;
            }

            value = repaired;
        }

        if (EscapedNul.IsIn(value))
        {
            if (!Replaces(EscapedNul.Misfit))
            {
                return;
            }

            value = EscapedNul.Replace(value);
        }

        Span<byte> field = Buffer.AppendField(1 + value.Length);
        field[0] = Version;
        value.CopyTo(field[1..]);
    }
}
