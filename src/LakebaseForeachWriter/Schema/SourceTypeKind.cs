namespace Lakebase.Schema;

/// <summary>The kinds of values a source column can hold: Spark SQL's types by name.</summary>
public enum SourceTypeKind
{
    /// <summary>true or false.</summary>
    Boolean,
    /// <summary>8-bit integer.</summary>
    Byte,
    /// <summary>16-bit integer.</summary>
    Short,
    /// <summary>32-bit integer.</summary>
    Int,
    /// <summary>64-bit integer.</summary>
    Long,
    /// <summary>32-bit IEEE number.</summary>
    Float,
    /// <summary>64-bit IEEE number.</summary>
    Double,
    /// <summary>Decimal with a precision of at most 38 digits and a fixed scale.</summary>
    Decimal,
    /// <summary>UTF-8 text.</summary>
    String,
    /// <summary>Bytes.</summary>
    Binary,
    /// <summary>Days since 1970-01-01.</summary>
    Date,
    /// <summary>An instant: microseconds since 1970-01-01 00:00:00 UTC.</summary>
    Timestamp,
    /// <summary>A local date and time without zone: microseconds since 1970-01-01 00:00:00.</summary>
    TimestampNtz,
    /// <summary>A duration in microseconds.</summary>
    DayTimeInterval,
    /// <summary>A duration in months.</summary>
    YearMonthInterval,
    /// <summary>Time of day: nanoseconds since midnight.</summary>
    Time,
    /// <summary>A semi-structured value, carried as JSON text.</summary>
    Variant,
    /// <summary>Always null.</summary>
    Void,
    /// <summary>A list of values of one type.</summary>
    Array,
    /// <summary>Keys with values.</summary>
    Map,
    /// <summary>Named fields.</summary>
    Struct,
}
