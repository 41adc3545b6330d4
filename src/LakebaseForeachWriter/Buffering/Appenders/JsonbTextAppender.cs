using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>JSON text → jsonb: a version byte, then the text, which the server parses.</summary>
internal sealed class JsonbTextAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    /// <summary>The only version of jsonb's binary format.</summary>
    public const byte Version = 1;

    /// <summary>The reason for which jsonb refuses such a text.</summary>
    public const string EscapedNul = "the JSON text holds a NUL character (\\u0000), which jsonb cannot store; a json or text column can";

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        if (TextAppender.Misfit(value) is { } reason)
        {
            throw Refused(reason);
        }

        if (HasEscapedNul(value))
        {
            throw Refused(EscapedNul);
        }

        Span<byte> field = Buffer.AppendField(1 + value.Length);
        field[0] = Version;
        value.CopyTo(field[1..]);
    }

    /// <summary>Whether the JSON text holds the escape of U+0000; behind a backslash that is itself escaped it is none.</summary>
    public static bool HasEscapedNul(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> escape = "\\u0000"u8;
        for (int from = 0; ;)
        {
            int found = json[from..].IndexOf(escape);
            if (found < 0)
            {
                return false;
            }

            int backslashes = 1;
            while (from + found - backslashes >= 0 && json[from + found - backslashes] == (byte)'\\')
            {
                backslashes++;
            }

            if (backslashes % 2 == 1)
            {
                return true;
            }

            from += found + escape.Length;
        }
    }
}
