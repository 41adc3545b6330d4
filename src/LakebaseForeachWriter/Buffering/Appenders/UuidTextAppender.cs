using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>
/// string → uuid, in every spelling that PostgreSQL reads: either case, braces around it, a hyphen after any four digits or none.
/// </summary>
internal sealed class UuidTextAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public const int UuidLength = 16;

    private const int NotHex = -1;

    private static readonly Misfit Misfit =
        new(InvalidValueReason.Malformed, "the text is no uuid (32 hexadecimal digits, with or without hyphens)");

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        Span<byte> uuid = stackalloc byte[UuidLength];
        if (!TryParse(value, uuid))
        {
            NullInstead(Misfit);
            return;
        }

        uuid.CopyTo(Buffer.AppendField(UuidLength));
    }

    private static bool TryParse(ReadOnlySpan<byte> text, Span<byte> uuid)
    {
        if (text.Length >= 2 && text[0] == '{')
        {
            if (text[^1] != '}')
            {
                return false;
            }

            text = text[1..^1];
        }

        int position = 0;
        for (int i = 0; i < uuid.Length; i++)
        {
            if (i > 0 && i % 2 == 0 && position < text.Length && text[position] == '-')
            {
                position++;
            }

            if (position + 2 > text.Length)
            {
                return false;
            }

            int high = HexDigit(text[position]);
            int low = HexDigit(text[position + 1]);
            if (high == NotHex || low == NotHex)
            {
                return false;
            }

            uuid[i] = (byte)((high << 4) | low);
            position += 2;
        }

        return position == text.Length;
    }

    private static int HexDigit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => NotHex,
    };
}
