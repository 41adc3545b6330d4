using System.Text.RegularExpressions;

namespace Lakebase.SyncedTables.Source;

/// <summary>
/// Spark's errors about a value (a text that is no number, a number too large), which quote it: a message of ours names the error's class
/// and leaves the rest out. Pure.
/// </summary>
internal static partial class SparkDataError
{
    /// <summary>The text without what follows the name of such a class, or null if it names none.</summary>
    public static string? WithoutValues(string text)
    {
        Match found = DataError().Match(text);
        return found.Success
            ? $"{text[..found.Index]}{found.Groups["class"].Value} (what it says about the value is left out here; Spark's log has it)"
            : null;
    }

    // Spark 4 says SQLSTATE 22… (data exception) behind each of them; 3.5 says the class alone.
    [GeneratedRegex(
        @"(?<class>\[[A-Z0-9_.]+\])(?=[^\n]*SQLSTATE: 22)"
        + @"|(?<class>\[(?:[A-Z]+_)?(?:ARITHMETIC_OVERFLOW|CAST_|CONVERSION_|CANNOT_DECODE_|CANNOT_PARSE_|DATETIME_|FAILED_PARSE_|INVALID_ARRAY_INDEX"
        + @"|INVALID_PARAMETER_VALUE|INVALID_URL|MALFORMED_|NUMERIC_)[A-Z0-9_.]*\])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex DataError();
}
