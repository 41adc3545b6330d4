namespace Lakebase.Schema;

/// <summary>Names on their way into SQL text. Every name is quoted, always: mixed case, reserved words and injection need no special
/// case.</summary>
internal static class SqlIdentifier
{
    /// <summary>PostgreSQL cuts longer names without an error (NAMEDATALEN - 1), so they are refused here.</summary>
    public const int MaxBytes = 63;

    /// <summary>The name as a quoted identifier.</summary>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Concat("\"", name.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");
    }

    /// <summary>The names as quoted identifiers between commas.</summary>
    public static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));
}
