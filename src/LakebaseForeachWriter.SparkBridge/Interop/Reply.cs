using System.Globalization;
using System.Text;

namespace Microsoft.Spark.Interop;

/// <summary>What a reply line of the gateway says.</summary>
internal enum ReplyKind
{
    /// <summary>A plain value: <see cref="Reply.Value"/> is null, a string, a number, a boolean or bytes.</summary>
    Value,

    /// <summary>A Java object: <see cref="Reply.Value"/> is its id.</summary>
    Reference,

    /// <summary>The name is a package, a class or a method, or nothing at all: <see cref="Reply.Value"/> is the line's rest.</summary>
    Member,

    /// <summary>The Java code threw: <see cref="Reply.Value"/> is the id of the throwable.</summary>
    Thrown,

    /// <summary>Py4J could not run the command: <see cref="Reply.Value"/> is its explanation.</summary>
    Refused,
}

/// <summary>A parsed reply line.</summary>
internal readonly record struct Reply(ReplyKind Kind, object? Value)
{
    /// <summary>Parses a reply line (without its line feed).</summary>
    /// <exception cref="FormatException">The line is not a reply of Py4J.</exception>
    public static Reply Parse(string line)
    {
        if (line.Length < 2 || line[0] != '!')
        {
            throw new FormatException($"The gateway answered something that is no Py4J reply ({line.Length} characters).");
        }

        return line[1] switch
        {
            'y' => ParseSuccess(line),
            'x' when line.Length > 3 && line[2] == 'r' => new Reply(ReplyKind.Thrown, line[3..]),
            'x' or 'z' => new Reply(ReplyKind.Refused, line.Length > 3 && line[2] == 's' ? Unescape(line.AsSpan(3)) : line[2..]),
            _ => throw new FormatException($"The gateway answered with the unknown kind '{line[1]}'."),
        };
    }

    private static Reply ParseSuccess(string line)
    {
        if (line.Length == 2)
        {
            return new Reply(ReplyKind.Value, null);
        }

        var text = line.AsSpan(3);
        return line[2] switch
        {
            'n' or 'v' => new Reply(ReplyKind.Value, null),
            's' => new Reply(ReplyKind.Value, Unescape(text)),
            'b' => new Reply(ReplyKind.Value, text.Equals("true", StringComparison.OrdinalIgnoreCase)),
            'i' => new Reply(ReplyKind.Value, int.Parse(text, CultureInfo.InvariantCulture)),
            'L' => new Reply(ReplyKind.Value, long.Parse(text, CultureInfo.InvariantCulture)),
            'd' => new Reply(ReplyKind.Value, ParseDouble(text)),
            'D' => new Reply(ReplyKind.Value, ParseDecimal(text)),
            'j' => new Reply(ReplyKind.Value, Convert.FromBase64String(text.ToString())),
            'r' or 'l' or 'h' or 'a' or 't' or 'g' => new Reply(ReplyKind.Reference, text.ToString()),
            'p' or 'c' or 'm' or 'o' => new Reply(ReplyKind.Member, line[2..]),
            _ => throw new FormatException($"The gateway answered with the unknown type '{line[2]}'."),
        };
    }

    private static double ParseDouble(ReadOnlySpan<char> text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    // A BigDecimal may have more digits than a decimal holds; then its text is more use than an overflow.
    private static object ParseDecimal(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : text.ToString();

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
        {
            return text.ToString();
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(text[i] switch { 'n' => '\n', 'r' => '\r', var other => other });
        }

        return plain.ToString();
    }
}
