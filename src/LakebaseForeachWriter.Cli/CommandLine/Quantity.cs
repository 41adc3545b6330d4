using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakebase.Cli.CommandLine;

/// <summary>Numbers as people write them: <c>100M</c>, <c>1.5 kB</c>, <c>15s</c>. Pure.</summary>
internal static partial class Quantity
{
    /// <summary>How a count is written, as the end of "must be …".</summary>
    public const string CountRule = "a number such as 5000, 20k, 100M or 1.5B";

    /// <summary>How a size is written.</summary>
    public const string BytesRule = "a size such as 200, 4kB, 1.5MB or 2TB";

    /// <summary>How a duration is written.</summary>
    public const string DurationRule = "a duration such as 500ms, 15s, 5m, 1h or 2d";

    private static readonly Dictionary<string, double> Counts = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["k"] = 1e3,
        ["M"] = 1e6,
        ["B"] = 1e9,
        ["G"] = 1e9,
        ["T"] = 1e12,
    };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["B"] = 1,
        ["kB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["TB"] = 1e12,
        ["KiB"] = 1024,
        ["MiB"] = 1024 * 1024,
        ["GiB"] = 1024d * 1024 * 1024,
        ["TiB"] = 1024d * 1024 * 1024 * 1024,
    };

    private static readonly Dictionary<string, double> Seconds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["m"] = 60,
        ["min"] = 60,
        ["h"] = 3_600,
        ["d"] = 86_400,
    };

    /// <summary>Reads a count; null if it is none.</summary>
    public static double? ParseCount(string text) => Parse(text, Counts);

    /// <summary>Reads a size in bytes; null if it is none.</summary>
    public static double? ParseBytes(string text) => Parse(text, Sizes);

    /// <summary>Reads a duration; null if it is none.</summary>
    public static TimeSpan? ParseDuration(string text) =>
        Parse(text, Seconds) is { } seconds && seconds <= TimeSpan.FromDays(36_500).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The parser of an option of counts.</summary>
    public static double? Count(ArgumentResult result) => Read(result, ParseCount, CountRule);

    /// <summary>The parser of an option of sizes.</summary>
    public static double? Bytes(ArgumentResult result) => Read(result, ParseBytes, BytesRule);

    /// <summary>The parser of an option of durations.</summary>
    public static TimeSpan? Duration(ArgumentResult result) => Read(result, ParseDuration, DurationRule);

    private static T? Read<T>(ArgumentResult result, Func<string, T?> parse, string rule)
        where T : struct
    {
        string text = result.Tokens[^1].Value;
        T? value = parse(text);
        if (value is null)
        {
            string option = result.Parent is OptionResult parent ? parent.Option.Name : result.Argument.Name;
            result.AddError($"{option} must be {rule}, not '{text}'.");
        }

        return value;
    }

    private static double? Parse(string text, Dictionary<string, double> units) =>
        Form().Match(text) is { Success: true } match
        && double.TryParse(
            string.Concat(match.Groups["number"].Value.Where(character => character is not ('_' or ','))),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
        && units.TryGetValue(match.Groups["unit"].Value, out double unit)
        && double.IsFinite(number * unit)
            ? number * unit
            : null;

    // Commas only between thousands: "1,5" would be read as fifteen.
    [GeneratedRegex(@"^\s*(?<number>(\d{1,3}(,\d{3})+|\d+(_\d+)*)(\.\d+)?([eE]\+?\d{1,2})?)\s*(?<unit>[A-Za-z]*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
