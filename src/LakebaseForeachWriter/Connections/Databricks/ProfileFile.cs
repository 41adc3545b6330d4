namespace Lakebase.Connections.Databricks;

/// <summary>Reads the profiles of a <c>.databrickscfg</c>. Pure.</summary>
internal static class ProfileFile
{
    private const string DefaultProfile = "DEFAULT";
    private const string SettingsSection = "__settings__";

    /// <summary>
    /// The settings of a profile: the named one, else the file's own default, else <c>[DEFAULT]</c>. Profiles inherit nothing.
    /// </summary>
    /// <returns>Null if the named profile is not there; empty if none is named and there is no default.</returns>
    public static IReadOnlyDictionary<string, string>? Read(string text, string? profile)
    {
        Dictionary<string, Dictionary<string, string>> sections = ReadSections(text);
        string name = profile
            ?? sections.GetValueOrDefault(SettingsSection)?.GetValueOrDefault("default_profile")
            ?? DefaultProfile;
        return sections.GetValueOrDefault(name) ?? (profile is null ? new Dictionary<string, string>() : null);
    }

    private static Dictionary<string, Dictionary<string, string>> ReadSections(string text)
    {
        Dictionary<string, Dictionary<string, string>> sections = new(StringComparer.Ordinal);
        Dictionary<string, string>? section = null;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line is ['[', .. var name, ']'])
            {
                section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                sections[name.Trim()] = section;
            }
            else if (section is not null && line.IndexOfAny(['=', ':']) is > 0 and var end)
            {
                section[line[..end].Trim()] = line[(end + 1)..].Trim();
            }
        }

        return sections;
    }
}
