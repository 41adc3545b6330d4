using System.Globalization;

namespace Lakebase.Schema;

/// <summary>The type of a source column. Immutable; <see cref="ToString"/> gives Spark's SQL text, e.g. <c>decimal(10,2)</c>.</summary>
public sealed class SourceType
{
    private SourceType(SourceTypeKind kind) => Kind = kind;

    /// <summary>What kind of value it is.</summary>
    public SourceTypeKind Kind { get; }

    /// <summary>Count of decimal digits, 1 … 38; 0 unless <see cref="Kind"/> is <see cref="SourceTypeKind.Decimal"/>.</summary>
    public int Precision { get; private init; }

    /// <summary>Digits behind the decimal point; 0 unless <see cref="Kind"/> is <see cref="SourceTypeKind.Decimal"/>.</summary>
    public int Scale { get; private init; }

    /// <summary>The type of an array's elements, else null.</summary>
    public SourceType? Element { get; private init; }

    /// <summary>The type of a map's keys, else null.</summary>
    public SourceType? Key { get; private init; }

    /// <summary>The type of a map's values, else null.</summary>
    public SourceType? Value { get; private init; }

    /// <summary>A struct's fields in order; empty for every other kind.</summary>
    public IReadOnlyList<SourceColumn> Fields { get; private init; } = [];

    /// <summary>Whether it is a struct or a map, or an array that holds one at any depth.</summary>
    internal bool HoldsComplexType => Kind is SourceTypeKind.Struct or SourceTypeKind.Map || Element is { HoldsComplexType: true };

    /// <summary>A type without parameters.</summary>
    /// <exception cref="ArgumentException">The kind needs parameters: decimal, array, map, struct.</exception>
    public static SourceType Of(SourceTypeKind kind) => kind switch
    {
        SourceTypeKind.Decimal or SourceTypeKind.Array or SourceTypeKind.Map or SourceTypeKind.Struct =>
            throw new ArgumentException($"{kind} needs parameters.", nameof(kind)),
        _ => new SourceType(kind),
    };

    /// <summary>A decimal of 1 … 38 digits, of which <paramref name="scale"/> stand behind the point.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Precision or scale is outside its range.</exception>
    public static SourceType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 38);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new SourceType(SourceTypeKind.Decimal) { Precision = precision, Scale = scale };
    }

    /// <summary>An array.</summary>
    public static SourceType ArrayOf(SourceType element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new SourceType(SourceTypeKind.Array) { Element = element };
    }

    /// <summary>A map.</summary>
    public static SourceType MapOf(SourceType key, SourceType value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new SourceType(SourceTypeKind.Map) { Key = key, Value = value };
    }

    /// <summary>A struct.</summary>
    public static SourceType StructOf(params IReadOnlyList<SourceColumn> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new SourceType(SourceTypeKind.Struct) { Fields = [.. fields] };
    }

    /// <summary>Spark's SQL text of the type.</summary>
    public override string ToString() => Kind switch
    {
        SourceTypeKind.Boolean => "boolean",
        SourceTypeKind.Byte => "tinyint",
        SourceTypeKind.Short => "smallint",
        SourceTypeKind.Int => "int",
        SourceTypeKind.Long => "bigint",
        SourceTypeKind.Float => "float",
        SourceTypeKind.Double => "double",
        SourceTypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})"),
        SourceTypeKind.String => "string",
        SourceTypeKind.Binary => "binary",
        SourceTypeKind.Date => "date",
        SourceTypeKind.Timestamp => "timestamp",
        SourceTypeKind.TimestampNtz => "timestamp_ntz",
        SourceTypeKind.DayTimeInterval => "interval day to second",
        SourceTypeKind.YearMonthInterval => "interval year to month",
        SourceTypeKind.Time => "time",
        SourceTypeKind.Variant => "variant",
        SourceTypeKind.Void => "void",
        SourceTypeKind.Array => $"array<{Element}>",
        SourceTypeKind.Map => $"map<{Key},{Value}>",
        SourceTypeKind.Struct => $"struct<{string.Join(',', Fields.Select(field => $"{field.Name}:{field.Type}"))}>",
        _ => Kind.ToString(),
    };
}
