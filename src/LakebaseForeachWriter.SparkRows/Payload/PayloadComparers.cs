using System.Globalization;

namespace Lakebase.SparkRows.Payload;

/// <summary>The framework's own comparers, each by a name. A comparer of the application is an object like any other.</summary>
internal static class PayloadComparers
{
    private static readonly (string Name, object Comparer)[] s_named =
    [
        ("ordinal", StringComparer.Ordinal),
        ("ordinalIgnoreCase", StringComparer.OrdinalIgnoreCase),
        ("invariant", StringComparer.InvariantCulture),
        ("invariantIgnoreCase", StringComparer.InvariantCultureIgnoreCase),
    ];

    /// <summary>The comparer's name, or null for one that has none here.</summary>
    public static string? NameOf(object comparer)
    {
        foreach ((string name, object known) in s_named)
        {
            if (known.Equals(comparer))
            {
                return name;
            }
        }

        if (comparer is StringComparer text
            && StringComparer.IsWellKnownCultureAwareComparer(text, out CompareInfo? culture, out CompareOptions options))
        {
            return $"{(int)options}:{culture.Name}";
        }

        return null;
    }

    /// <summary>Whether this is what a collection uses when it is given no comparer.</summary>
    public static bool IsDefault(object comparer, Type elementType) =>
        comparer.Equals(typeof(EqualityComparer<>).MakeGenericType(elementType).GetProperty("Default")!.GetValue(null))
        || comparer.Equals(typeof(Comparer<>).MakeGenericType(elementType).GetProperty("Default")!.GetValue(null));

    /// <exception cref="FormatException">There is no such comparer.</exception>
    public static object Find(string name)
    {
        foreach ((string known, object comparer) in s_named)
        {
            if (known == name)
            {
                return comparer;
            }
        }

        string[] parts = name.Split(':', 2);
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int options)
            ? StringComparer.Create(CultureInfo.GetCultureInfo(parts[1]), (CompareOptions)options)
            : throw new FormatException("A payload names a comparer that does not exist.");
    }
}
