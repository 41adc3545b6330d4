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

        // PostgreSQL would cut trailing blanks without a word; whatever is too long is a misfit here instead.
        if (maxLength != Unlimited && value.Length > maxLength && StorableText.CountCharacters(value) > maxLength)
        {
            if (!Replaces(new Misfit(InvalidValueReason.TooLong, $"the text is longer than {maxLength} characters")))
            {
                return;
            }

            value = StorableText.Cut(value, maxLength);
        }

        value.CopyTo(Buffer.AppendField(value.Length));
    }
}
