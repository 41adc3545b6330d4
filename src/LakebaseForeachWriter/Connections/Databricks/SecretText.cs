using System.Text.RegularExpressions;

namespace Lakebase.Connections.Databricks;

/// <summary>Takes tokens out of texts that a server sent: some repeat in an error what they were given. Pure.</summary>
internal static partial class SecretText
{
    /// <summary>The text with <c>***</c> for everything that looks like a token.</summary>
    public static string Redact(string text) => Token().Replace(text, "***");

    // Personal access tokens and service principals' secrets, JSON web tokens, and whatever follows the name of a scheme.
    [GeneratedRegex(
        @"\bdapi[\w-]{4,}|\bdose[0-9a-f]{8,}|\bey[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*|(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
