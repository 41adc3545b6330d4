namespace Lakebase.Connections.Databricks;

/// <summary>
/// What the option <c>LakebaseName</c> names: a project or instance by its name, or an endpoint by its full resource name. Immutable.
/// </summary>
/// <param name="Name">The name of a project or instance; for an endpoint, its project's.</param>
/// <param name="Endpoint">The full resource name of an endpoint; null if only a name is given.</param>
internal sealed record LakebaseResource(string Name, string? Endpoint)
{
    private const string Expected =
        "is no Lakebase name: expected the name of a project or database instance, or 'projects/…/branches/…/endpoints/…'.";

    /// <summary>Upstream's name for the branch that a project has from its start.</summary>
    private const string DefaultBranch = "production";

    /// <summary>The collection of the endpoints of the project's default branch.</summary>
    public string EndpointsPath => $"projects/{Uri.EscapeDataString(Name)}/branches/{DefaultBranch}/endpoints";

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">It is none; the message continues a sentence that begins with the option.</exception>
    public static LakebaseResource Parse(string text)
    {
        string[] parts = text.Trim().Split('/');
        if (parts.Any(part => part.Length == 0 || part is "." or ".." || part.Any(character => !IsAllowed(character))))
        {
            throw new FormatException(Expected);
        }

        return parts switch
        {
            [var name] => new LakebaseResource(name, null),
            ["projects", var name, "branches", _, "endpoints", _] => new LakebaseResource(name, string.Join('/', parts)),
            _ => throw new FormatException(Expected),
        };
    }

    /// <summary>What the text names if it is wrong, as the rest of a sentence; null if it can be read.</summary>
    public static string? FindProblem(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>As it was given.</summary>
    public override string ToString() => Endpoint ?? Name;

    // The name becomes part of a path, so nothing that means something there.
    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}
