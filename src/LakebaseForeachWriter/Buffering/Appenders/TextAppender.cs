using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>string, variant → text, varchar(n), char(n), citext, json, an enum's label, or whatever a cast makes of the text.</summary>
internal sealed class TextAppender(ColumnBuffer buffer, ColumnMapping column, int maxLength) : ColumnAppender(buffer, column)
{
    /// <summary>No limit.</summary>
    public const int Unlimited = -1;

    // VARHDRSZ, by which every type modifier is shifted.
    private const int ModifierOffset = 4;

    /// <summary>The length limit in characters of varchar(n) and char(n).</summary>
    public static int MaxLengthOf(TargetType storage) =>
        storage.Oid is PgOid.Varchar or PgOid.Bpchar && storage.Modifier >= ModifierOffset ? storage.Modifier - ModifierOffset : Unlimited;

    /// <summary>Why the text cannot be stored, or null.</summary>
    public static string? Misfit(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Contains((byte)0))
        {
            return "the text holds a NUL character (U+0000), which PostgreSQL's text types cannot store";
        }

        return System.Text.Unicode.Utf8.IsValid(utf8) ? null : "the text is not valid UTF-8";
    }

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        if (Misfit(value) is { } reason)
        {
            throw Refused(reason);
        }

        // PostgreSQL would cut trailing blanks without a word; whatever is too long is refused here instead.
        if (maxLength != Unlimited && value.Length > maxLength && CountCodePoints(value) > maxLength)
        {
            throw Refused($"the text is longer than {maxLength} characters");
        }

        value.CopyTo(Buffer.AppendField(value.Length));
    }

    private static int CountCodePoints(ReadOnlySpan<byte> utf8)
    {
        int continuations = 0;
        foreach (byte unit in utf8)
        {
            continuations += (unit & 0xc0) == 0x80 ? 1 : 0;
        }

        return utf8.Length - continuations;
    }
}
