using Lakebase.Schema;

namespace Lakebase.SyncedTables.Layout;

/// <summary>
/// The PostgreSQL type of a source's column, as the managed service maps them. Other than for the sink, every array is JSON: its elements
/// may hold anything, and change.
/// </summary>
internal static class ServiceTypes
{
    public const string Json = "jsonb";

    /// <summary>The type as SQL.</summary>
    public static string Of(SourceType source) => source.Kind switch
    {
        SourceTypeKind.Boolean => "boolean",
        SourceTypeKind.Byte or SourceTypeKind.Short => "smallint",
        SourceTypeKind.Int => "integer",
        SourceTypeKind.Long => "bigint",
        SourceTypeKind.Float => "real",
        SourceTypeKind.Double => "double precision",
        SourceTypeKind.Decimal => $"numeric({source.Precision},{source.Scale})",
        SourceTypeKind.Binary => "bytea",
        SourceTypeKind.Date => "date",
        SourceTypeKind.Timestamp => "timestamp with time zone",
        SourceTypeKind.TimestampNtz => "timestamp without time zone",
        SourceTypeKind.DayTimeInterval or SourceTypeKind.YearMonthInterval => "interval",
        SourceTypeKind.Time => "time without time zone",
        SourceTypeKind.Array or SourceTypeKind.Map or SourceTypeKind.Struct or SourceTypeKind.Variant => Json,
        _ => "text",
    };

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
