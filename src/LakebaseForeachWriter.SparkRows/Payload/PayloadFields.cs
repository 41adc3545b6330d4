using System.Collections.Concurrent;
using System.Reflection;

namespace Lakebase.SparkRows.Payload;

/// <summary>The fields of a class that are copied: its own instance fields of any visibility, without [NonSerialized] ones, by name.</summary>
internal static class PayloadFields
{
    private const BindingFlags OwnInstanceFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    // Sorted, because reflection promises no order and the bytes of a writer must always be the same.
    public static FieldInfo[] Of(Type declaringType) => s_fields.GetOrAdd(declaringType, static type => type
        .GetFields(OwnInstanceFields)
        .Where(f => !f.IsDefined(typeof(NonSerializedAttribute), inherit: false))
        .OrderBy(f => f.Name, StringComparer.Ordinal)
        .ToArray());

    public static FieldInfo? Find(Type declaringType, string name) => Array.Find(Of(declaringType), f => f.Name == name);

    /// <summary>The class and its bases, up to where the framework begins.</summary>
    public static IEnumerable<Type> Levels(Type type)
    {
        for (Type? level = type; level is not null && PayloadTypes.IsCopiedByField(level); level = level.BaseType)
        {
            yield return level;
        }
    }

    /// <summary>A field's name as its author wrote it: an automatic property's field is named after the property.</summary>
    public static string DisplayName(FieldInfo field) => field.Name.StartsWith('<') && field.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end
        ? field.Name[1..end]
        : field.Name;
}
