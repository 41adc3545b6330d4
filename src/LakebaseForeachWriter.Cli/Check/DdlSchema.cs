using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Cli.Check;

/// <summary>
/// Reads a Spark schema in Spark's own DDL: <c>id BIGINT NOT NULL, tags ARRAY&lt;STRING&gt;, `odd name` STRUCT&lt;a: INT&gt;</c>. Pure.
/// </summary>
internal sealed partial class DdlSchema
{
    // Spark's names in SQL that differ from those in JSON.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["tinyint"] = "byte",
        ["smallint"] = "short",
        ["int"] = "integer",
        ["bigint"] = "long",
        ["real"] = "float",
        ["dec"] = "decimal",
        ["numeric"] = "decimal",
        ["character"] = "char",
    };

    private readonly List<string> _tokens;
    private int _position;

    private DdlSchema(string text)
    {
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (Unreadable().Match(Token().Replace(text, "")) is { Success: true } odd)
        {
            throw new FormatException($"the character '{odd.Value}' has no place there.");
        }
    }

    /// <summary>The schema.</summary>
    /// <exception cref="FormatException">It cannot be read; the message continues a sentence about the schema.</exception>
    public static StructType Parse(string text)
    {
        DdlSchema reader = new(text);
        if (reader.Is("struct") && reader._tokens.ElementAtOrDefault(1) == "<")
        {
            // Spark's simpleString of the whole frame.
            return reader.ReadType("the schema") is StructType whole && reader.IsAtEnd
                ? whole
                : throw new FormatException("something follows the closing '>'.");
        }

        StructType schema = reader.ReadFields(end: null);
        return schema.Fields.Count > 0 ? schema : throw new FormatException("it has no columns.");
    }

    private bool IsAtEnd => _position >= _tokens.Count;

    private string Current => IsAtEnd ? "" : _tokens[_position];

    private StructType ReadFields(string? end)
    {
        List<StructField> fields = [];
        while (!IsAtEnd && Current != end)
        {
            string name = ReadName();
            Skip(":");
            DataType type = ReadType(name);
            bool isNullable = true;
            if (Skip("not"))
            {
                Expect("null", name);
                isNullable = false;
            }

            if (Skip("comment"))
            {
                // A doubled quote makes two texts of one.
                _position++;
                while (Current.StartsWith('\''))
                {
                    _position++;
                }
            }

            fields.Add(new StructField(name, type, isNullable));
            if (!Skip(",") && Current != (end ?? ""))
            {
                throw new FormatException($"after column '{name}' a comma was expected, not '{Current}'.");
            }
        }

        return new StructType(fields);
    }

    private string ReadName()
    {
        string token = Current;
        _position++;
        return token is ['`', .. var quoted, '`']
            ? quoted.Replace("``", "`", StringComparison.Ordinal)
            : NameForm().IsMatch(token) ? token : throw new FormatException($"a column's name was expected, not '{token}'.");
    }

    private DataType ReadType(string column)
    {
        string word = Current.ToLowerInvariant();
        _position++;
        switch (word)
        {
            case "array":
                Expect("<", column);
                DataType element = ReadType(column);
                Expect(">", column);
                return new ArrayType(element, true);
            case "map":
                Expect("<", column);
                DataType key = ReadType(column);
                Expect(",", column);
                DataType value = ReadType(column);
                Expect(">", column);
                return new MapType(key, value, true);
            case "struct":
                Expect("<", column);
                StructType inner = ReadFields(">");
                Expect(">", column);
                return inner;
            case "interval":
                return Known($"interval {ReadInterval(column)}", column);
            case "":
                throw new FormatException($"column '{column}' has no type.");
        }

        string name = OtherNames.GetValueOrDefault(word, word);
        if (Skip("("))
        {
            List<string> numbers = [];
            do
            {
                numbers.Add(Current);
                _position++;
            }
            while (Skip(","));
            Expect(")", column);
            name += $"({string.Join(',', numbers)}{(name == "decimal" && numbers.Count == 1 ? ",0" : "")})";
        }
        else if (name == "time")
        {
            name = "time(6)";
        }
        else if (name == "string" && Skip("collate"))
        {
            name = $"string collate {Current}";
            _position++;
        }

        return Known(name, column);
    }

    private string ReadInterval(string column)
    {
        string from = ReadName().ToLowerInvariant();
        return Skip("to") ? $"{from} to {ReadName().ToLowerInvariant()}" : from;
    }

    private static DataType Known(string name, string column)
    {
        DataType type = DataType.ParseDataType($"\"{name}\"");
        return type is UnknownType
            ? throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"column '{column}' has the type '{name}', which Spark does not know; there are BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, ")
                + "FLOAT, DOUBLE, DECIMAL(p,s), STRING, CHAR(n), VARCHAR(n), BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ, TIME, INTERVAL …, VARIANT, "
                + "ARRAY<…>, MAP<…, …> and STRUCT<…>.")
            : type;
    }

    private bool Is(string word) => string.Equals(Current, word, StringComparison.OrdinalIgnoreCase);

    private bool Skip(string word)
    {
        bool isThere = Is(word);
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string word, string column)
    {
        if (!Skip(word))
        {
            throw new FormatException($"in column '{column}' '{word}' was expected, not '{Current}'.");
        }
    }

    [GeneratedRegex("""`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[\p{L}\p{N}_]+|[<>(),:]""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\S")]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"^[\p{L}\p{N}_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
