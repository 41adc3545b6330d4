using Lakebase.Schema;

namespace Lakebase.SyncedTables.Layout;

/// <summary>
/// The PostgreSQL type of a source's column, as the managed service maps them: as the sink does where it makes a table, but every array is
/// JSON, as its elements may hold anything, and change.
/// </summary>
internal static class ServiceTypes
{
    public const string Json = "jsonb";

    /// <summary>The type as SQL.</summary>
    public static string Of(SourceType source) => source.Kind == SourceTypeKind.Array ? Json : TypeRules.CreatedType(source)!;

    /// <summary>The paths of VARIANT values in a column.</summary>
    public static IEnumerable<string> FindVariants(SourceType type, string path)
    {
        if (type.Kind == SourceTypeKind.Variant)
        {
            return [path];
        }

        (SourceType? Type, string Step)[] inner = [(type.Element, "element"), (type.Key, "key"), (type.Value, "value")];
        return inner.Where(one => one.Type is not null).SelectMany(one => FindVariants(one.Type!, $"{path}.{one.Step}"))
            .Concat(type.Fields.SelectMany(field => FindVariants(field.Type, $"{path}.{field.Name}")));
    }
}
