using System.Text;
using System.Text.Unicode;

namespace Lakebase.Buffering;

/// <summary>Texts that PostgreSQL can store: well-formed UTF-8 without NUL.</summary>
internal static class StorableText
{
    private const int BytesOfHalfAPair = 3;

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>Whether the text can be stored as it is.</summary>
    public static bool IsStorable(ReadOnlySpan<byte> utf8) => !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    /// <summary>Why a text cannot be stored.</summary>
    public static Misfit FindMisfit(ReadOnlySpan<byte> utf8) => utf8.Contains((byte)0)
        ? new Misfit(InvalidValueReason.NulCharacter, "the text holds a NUL character (U+0000), which PostgreSQL's text types cannot store")
        : new Misfit(InvalidValueReason.IllFormedText, IllFormed(utf8));

    /// <summary>The text with U+FFFD for each NUL, for each half of a surrogate pair and for each other ill-formed piece.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> utf8)
    {
        using MemoryStream repaired = new(utf8.Length + Replacement.Length);
        while (!utf8.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            length = !isWhole && IsHalfAPair(utf8) ? BytesOfHalfAPair : length;
            repaired.Write(isWhole && rune.Value != 0 ? utf8[..length] : Replacement);
            utf8 = utf8[length..];
        }

        return repaired.ToArray();
    }

    /// <summary>Characters of a well-formed text.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int continuations = 0;
        foreach (byte unit in utf8)
        {
            continuations += IsContinuation(unit) ? 1 : 0;
        }

        return utf8.Length - continuations;
    }

    /// <summary>The first characters of a well-formed text that has more of them.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int characters)
    {
        int end = 0;
        for (int begun = 0; begun < characters || IsContinuation(utf8[end]); end++)
        {
            begun += IsContinuation(utf8[end]) ? 0 : 1;
        }

        return utf8[..end];
    }

    private static string IllFormed(ReadOnlySpan<byte> utf8)
    {
        for (; utf8.Length >= BytesOfHalfAPair; utf8 = utf8[1..])
        {
            if (IsHalfAPair(utf8))
            {
                return "the text is not valid UTF-8: it holds half a surrogate pair, which is no character";
            }
        }

        return "the text is not valid UTF-8";
    }

    // How a lone surrogate would look in UTF-8, in which it must not be.
    private static bool IsHalfAPair(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= BytesOfHalfAPair && utf8[0] == 0xed && utf8[1] >= 0xa0 && IsContinuation(utf8[1]) && IsContinuation(utf8[2]);

    private static bool IsContinuation(byte unit) => (unit & 0xc0) == 0x80;
}
