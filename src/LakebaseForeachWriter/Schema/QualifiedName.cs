using System.Text;

namespace Lakebase.Schema;

/// <summary>The name of a table: <c>table</c> or <c>schema.table</c>. Immutable.</summary>
public sealed record QualifiedName
{
    private QualifiedName(string? schema, string name)
    {
        Schema = schema;
        Name = name;
    }

    /// <summary>The schema, or null: then the connection's search path decides.</summary>
    public string? Schema { get; }

    /// <summary>The table's own name.</summary>
    public string Name { get; }

    /// <summary>A name from parts that need no parsing.</summary>
    /// <exception cref="FormatException">A part is empty, longer than 63 bytes in UTF-8, or holds a NUL character.</exception>
    public static QualifiedName Of(string? schema, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new QualifiedName(schema is null ? null : Checked(schema, schema), Checked(name, name));
    }

    /// <summary>
    /// Reads <c>table</c> or <c>schema.table</c>. Each part is taken as written, case included; a part that holds a dot, a blank or a
    /// quote stands in double quotes, with quotes inside doubled: <c>"My Schema"."odd "" name"</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is no such name; the message says why.</exception>
    public static QualifiedName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> parts = [];
        int position = 0;
        while (true)
        {
            parts.Add(Checked(ReadPart(text, ref position), text));
            if (position == text.Length)
            {
                break;
            }

            if (text[position] != '.')
            {
                throw Malformed(text, "after a quoted part only a dot may follow");
            }

            position++;
        }

        return parts.Count switch
        {
            1 => new QualifiedName(null, parts[0]),
            2 => new QualifiedName(parts[0], parts[1]),
            _ => throw Malformed(text, "it has more than two parts; the database is an option of its own, and a dot inside a name needs quotes"),
        };
    }

    /// <summary>The name as SQL, each part quoted.</summary>
    public string ToSql() => Schema is null ? SqlIdentifier.Quote(Name) : $"{SqlIdentifier.Quote(Schema)}.{SqlIdentifier.Quote(Name)}";

    /// <summary>The name for messages: quotes only where <see cref="Parse"/> needs them.</summary>
    public override string ToString() => Schema is null ? Display(Name) : $"{Display(Schema)}.{Display(Name)}";

    private static string ReadPart(string text, ref int position)
    {
        if (position < text.Length && text[position] == '"')
        {
            return ReadQuotedPart(text, ref position);
        }

        int start = position;
        while (position < text.Length && text[position] != '.')
        {
            if (text[position] is '"' || char.IsWhiteSpace(text[position]))
            {
                throw Malformed(text, "a part with blanks or quotes must stand in double quotes");
            }

            position++;
        }

        return text[start..position];
    }

    private static string ReadQuotedPart(string text, ref int position)
    {
        StringBuilder part = new();
        position++;
        while (position < text.Length)
        {
            char current = text[position++];
            if (current != '"')
            {
                part.Append(current);
            }
            else if (position < text.Length && text[position] == '"')
            {
                part.Append('"');
                position++;
            }
            else
            {
                return part.ToString();
            }
        }

        throw Malformed(text, "a quote is not closed");
    }

    private static string Checked(string part, string text)
    {
        if (part.Length == 0)
        {
            throw Malformed(text, "a part is empty");
        }

        if (part.Contains('\0', StringComparison.Ordinal))
        {
            throw Malformed(text, "it holds a NUL character");
        }

        return Encoding.UTF8.GetByteCount(part) <= SqlIdentifier.MaxBytes
            ? part
            : throw Malformed(text, $"a part is longer than PostgreSQL's {SqlIdentifier.MaxBytes} bytes");
    }

    private static string Display(string part) =>
        part.Any(character => character is '.' or '"' || char.IsWhiteSpace(character)) ? SqlIdentifier.Quote(part) : part;

    private static FormatException Malformed(string text, string reason) =>
        new($"'{text}' is not a table name ('table' or 'schema.table'): {reason}.");
}
