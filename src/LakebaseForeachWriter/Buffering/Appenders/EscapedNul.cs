namespace Lakebase.Buffering.Appenders;

/// <summary>The escape of U+0000 in a JSON text, which jsonb cannot store.</summary>
internal static class EscapedNul
{
    /// <summary>Why jsonb refuses such a text.</summary>
    public static readonly Misfit Misfit = new(
        InvalidValueReason.NulCharacter,
        "the JSON text holds a NUL character (\\u0000), which jsonb cannot store; a json or text column can");

    private static ReadOnlySpan<byte> Escape => "\\u0000"u8;

    private static ReadOnlySpan<byte> Replacement => "\\ufffd"u8;

    /// <summary>Whether the JSON text holds the escape; behind a backslash that is itself escaped it is none.</summary>
    public static bool IsIn(ReadOnlySpan<byte> json) => Find(json, 0) >= 0;

    /// <summary>The text with the escape of U+FFFD instead.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> json)
    {
        byte[] replaced = json.ToArray();
        for (int found = Find(json, 0); found >= 0; found = Find(json, found + Escape.Length))
        {
            Replacement.CopyTo(replaced.AsSpan(found));
        }

        return replaced;
    }

    private static int Find(ReadOnlySpan<byte> json, int from)
    {
        while (json[from..].IndexOf(Escape) is var offset and >= 0)
        {
            int found = from + offset;
            int backslashes = 1;
            while (found - backslashes >= 0 && json[found - backslashes] == (byte)'\\')
            {
                backslashes++;
            }

            if (backslashes % 2 == 1)
            {
                return found;
            }

            from = found + Escape.Length;
        }

        return -1;
    }
}
