using System.Reflection;

namespace Lakebase;

/// <summary>
/// Reads options from names and texts. Every property of the options has a name here by itself, in C#'s and Python's spelling.
/// </summary>
internal static class OptionsDictionary
{
    private const string MillisecondsSuffix = "ms";

    /// <summary>Names of the Python writer that are spelled otherwise than ours; one line adds a name.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["read_write_dns"] = nameof(LakebaseWriterOptions.Host),
        ["user"] = nameof(LakebaseWriterOptions.Username),
        ["upsert_version_column"] = nameof(LakebaseWriterOptions.VersionColumn),
        ["upsert_coalesce_columns"] = nameof(LakebaseWriterOptions.CoalesceColumns),
    };

    private static readonly Dictionary<string, Entry> Entries = FindEntries();

    /// <summary>The names that are understood, in Python's spelling.</summary>
    public static IEnumerable<string> Names => Entries.Values.Select(entry => entry.Name);

    /// <exception cref="LakebaseOptionsException">Entries that cannot be read; all of them are listed.</exception>
    public static LakebaseWriterOptions Read(IReadOnlyDictionary<string, string> entries)
    {
        LakebaseWriterOptions options = new();
        List<string> problems = [];
        Dictionary<PropertyInfo, string> given = [];
        foreach ((string name, string? text) in entries)
        {
            if (!Entries.TryGetValue(Normalize(name), out Entry? entry))
            {
                problems.Add($"'{name}' is no option. There are: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.");
            }
            else if (!given.TryAdd(entry.Option, name))
            {
                problems.Add($"'{given[entry.Option]}' and '{name}' are the same option, {entry.Option.Name}: give one of them.");
            }
            else if (OptionText.Parse(text, entry.Option.PropertyType, entry.IsMilliseconds, out object? value) is { } reason)
            {
                problems.Add($"'{name}' {reason}.");
            }
            else
            {
                entry.Option.SetValue(options, value);
            }
        }

        return problems.Count == 0 ? options : throw new LakebaseOptionsException(problems);
    }

    private static Dictionary<string, Entry> FindEntries()
    {
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
        PropertyInfo[] options = typeof(LakebaseWriterOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (PropertyInfo option in options)
        {
            Add(entries, new Entry(SnakeCase(option.Name), option, IsMilliseconds: false));
            if (option.PropertyType == typeof(TimeSpan))
            {
                Add(entries, new Entry($"{SnakeCase(option.Name)}_{MillisecondsSuffix}", option, IsMilliseconds: true));
            }
        }

        foreach ((string name, string option) in OtherNames)
        {
            Add(entries, new Entry(name, Array.Find(options, known => known.Name == option)!, IsMilliseconds: false));
        }

        return entries;
    }

    private static void Add(Dictionary<string, Entry> entries, Entry entry) => entries.Add(Normalize(entry.Name), entry);

    private static string Normalize(string name) =>
        string.Concat(name.Where(character => character is not ('_' or '-'))).ToUpperInvariant();

    private static string SnakeCase(string name) => string.Concat(name.Select((character, place) =>
        char.IsUpper(character) ? $"{(place > 0 ? "_" : "")}{char.ToLowerInvariant(character)}" : $"{character}"));

    private sealed record Entry(string Name, PropertyInfo Option, bool IsMilliseconds);
}
