using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Lakebase.SyncedTables.Definition;

/// <summary>Reads the fields of one YAML mapping; what is wrong with them becomes a problem with its line.</summary>
internal sealed class FieldReader
{
    private readonly YamlNode _node;
    private readonly List<string> _problems;
    private readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A reader of a node, which should be a mapping.</summary>
    public FieldReader(YamlNode node, List<string> problems)
    {
        _node = node;
        _problems = problems;
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, "a mapping of names to values is expected");
            return;
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            _fields[key.ToString()] = value;
        }
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Scalar(name) is { Value: { Length: > 0 } text } scalar && !IsNull(scalar) ? text : null;

    /// <summary>A list of texts, or one text.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        _known.Add(name);
        switch (_fields.GetValueOrDefault(name))
        {
            case YamlSequenceNode list:
                return [.. list.Children.Select(item => item.ToString())];
            case YamlScalarNode { Value.Length: > 0 } one:
                return [one.Value];
            default:
                return [];
        }
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool otherwise) =>
        Read(name, otherwise, text => bool.TryParse(text, out bool flag) ? flag : null, "true or false");

    /// <summary>A whole number.</summary>
    public long Whole(string name, long otherwise) => Read(
        name,
        otherwise,
        text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null,
        "a whole number");

    /// <summary>A whole number of 32 bits.</summary>
    public int Whole(string name, int otherwise) => Read(
        name,
        otherwise,
        text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null,
        "a whole number");

    /// <summary>A number.</summary>
    public double Number(string name, double otherwise) => Read(
        name, otherwise, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null, "a number");

    /// <summary>A duration: <c>15s</c>, <c>500ms</c>, <c>10m</c>, <c>2h</c>, or <c>00:00:15</c>.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise) => Read(name, otherwise, ParseDuration, "a duration such as 15s, 500ms, 10m or 00:00:15");

    /// <summary>One of an enumeration's names; case and underscores do not count.</summary>
    public T Choice<T>(string name, T otherwise, string prefix = "")
        where T : struct, Enum => Read(
            name,
            otherwise,
            text => ParseChoice<T>(text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text),
            "one of " + string.Join(", ", Enum.GetNames<T>()));

    /// <summary>A list of mappings.</summary>
    public IList<T> List<T>(string name, Func<FieldReader, T> read)
    {
        _known.Add(name);
        switch (_fields.GetValueOrDefault(name))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Children.Select(item =>
                {
                    FieldReader fields = new(item, _problems);
                    T value = read(fields);
                    fields.ReportUnknown();
                    return value;
                })];
            case var other:
                Problem(other, $"{name} must be a list");
                return [];
        }
    }

    /// <summary>Makes every field that nobody asked for a problem.</summary>
    public void ReportUnknown()
    {
        foreach ((string name, YamlNode value) in _fields.Where(field => !_known.Contains(field.Key)))
        {
            Problem(value, $"'{name}' is unknown; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }

    private static T? ParseChoice<T>(string text)
        where T : struct, Enum => Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value)
            && Enum.IsDefined(value) && !char.IsDigit(text[0]) ? value : null;

    private static TimeSpan? ParseDuration(string text)
    {
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan span) && text.Contains(':', StringComparison.Ordinal))
        {
            return span;
        }

        string unit = text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double count)
            || count > TimeSpan.MaxValue.TotalHours)
        {
            return null;
        }

        return unit.Trim() switch
        {
            "ms" => TimeSpan.FromMilliseconds(count),
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => null,
        };
    }

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value is "null" or "~";

    private T Read<T>(string name, T otherwise, Func<string, T?> parse, string expected)
        where T : struct
    {
        if (Scalar(name) is not { Value: { Length: > 0 } text } scalar || IsNull(scalar))
        {
            return otherwise;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        Problem(scalar, $"{name} must be {expected}");
        return otherwise;
    }

    private YamlScalarNode? Scalar(string name)
    {
        _known.Add(name);
        switch (_fields.GetValueOrDefault(name))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar;
            case var other:
                Problem(other, $"{name} must be a single value");
                return null;
        }
    }

    private void Problem(YamlNode? where, string text) =>
        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"Line {(where ?? _node).Start.Line}: {text}."));
}
