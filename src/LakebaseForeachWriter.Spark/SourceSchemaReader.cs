using System.Globalization;
using Lakebase.Schema;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>Reads Spark's schema into the engine's.</summary>
/// <remarks>Simple types are told by their names: the real Microsoft.Spark has no classes for the newer ones.</remarks>
internal static class SourceSchemaReader
{
    /// <summary>The columns; one of a type that cannot be carried adds a problem with its path and the way out.</summary>
    public static SourceSchema Read(StructType schema, List<string> problems) => new([.. ReadFields(schema, "", problems)]);

    private static IEnumerable<SourceColumn> ReadFields(StructType schema, string prefix, List<string> problems) =>
        schema.Fields.Select(field => new SourceColumn(field.Name, ReadType(field.DataType, prefix + field.Name, problems), field.IsNullable));

    private static SourceType ReadType(DataType type, string path, List<string> problems)
    {
        switch (type)
        {
            case ArrayType array:
                return SourceType.ArrayOf(ReadType(array.ElementType, path + ".element", problems));
            case MapType map:
                return SourceType.MapOf(ReadType(map.KeyType, path + ".key", problems), ReadType(map.ValueType, path + ".value", problems));
            case StructType inner:
                return SourceType.StructOf([.. ReadFields(inner, path + ".", problems)]);
            default:
                if (ReadSimpleType(type) is { } simple)
                {
                    return simple;
                }

                problems.Add($"Column '{path}' has Spark's type {type.SimpleString}, which cannot be written: {WayOut(type.TypeName, path)}.");
                return SourceType.Of(SourceTypeKind.Void);
        }
    }

    private static SourceType? ReadSimpleType(DataType type)
    {
        SourceTypeKind? kind = type.TypeName switch
        {
            "boolean" => SourceTypeKind.Boolean,
            "byte" => SourceTypeKind.Byte,
            "short" => SourceTypeKind.Short,
            "integer" => SourceTypeKind.Int,
            "long" => SourceTypeKind.Long,
            "float" => SourceTypeKind.Float,
            "double" => SourceTypeKind.Double,
            "string" or "char" or "varchar" => SourceTypeKind.String,
            "binary" => SourceTypeKind.Binary,
            "date" => SourceTypeKind.Date,
            "timestamp" => SourceTypeKind.Timestamp,
            "timestamp_ntz" => SourceTypeKind.TimestampNtz,
            "time" => SourceTypeKind.Time,
            "variant" => SourceTypeKind.Variant,
            "null" or "void" => SourceTypeKind.Void,
            _ => null,
        };
        if (kind is { } known)
        {
            return SourceType.Of(known);
        }

        if (type is DecimalType)
        {
            return ReadDecimal(type.SimpleString);
        }

        // "interval" alone is the calendar interval of months, days and microseconds, which Spark gives to no writer.
        string[] words = type.TypeName.Split(' ');
        return words is ["interval", var unit, ..]
            ? SourceType.Of(unit is "year" or "month" ? SourceTypeKind.YearMonthInterval : SourceTypeKind.DayTimeInterval)
            : null;
    }

    /// <summary>Microsoft.Spark shows precision and scale only in <c>decimal(10,2)</c>.</summary>
    private static SourceType ReadDecimal(string text)
    {
        string[] digits = text["decimal(".Length..^1].Split(',');
        return SourceType.Decimal(int.Parse(digits[0], CultureInfo.InvariantCulture), int.Parse(digits[1], CultureInfo.InvariantCulture));
    }

    private static string WayOut(string typeName, string path) => typeName switch
    {
        "interval" => $"split it with extract(… from {path}), or cast({path} as string)",
        "udt" => "select the plain columns that it is made of",
        _ when typeName.StartsWith("geo", StringComparison.Ordinal) => $"write it as text, ST_AsText({path}), or as bytes, ST_AsBinary({path})",
        _ when typeName.StartsWith("timestamp", StringComparison.Ordinal) => $"PostgreSQL keeps microseconds: cast({path} as timestamp)",
        _ => $"cast({path} as string), or to_json({path})",
    };
}
