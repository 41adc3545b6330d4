using Lakebase.Buffering.Appenders;
using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>
/// A row as a text that Spark and PostgreSQL make alike, each from its own values: what both sides' checksums are made of
/// (docs/reverse-etl.md describes it). Pure.
/// </summary>
/// <remarks>
/// First what is a whole number: those themselves, dates in days since 1970, timestamps in microseconds since 1970, as digits. As one array
/// a text of them is made sooner. Then the others, in order: decimals with all digits of their scale; floats by their bits in hexadecimal,
/// NaN as a word; texts behind their length in bytes; bytes in hexadecimal; of JSON columns the count of elements or keys, as their texts
/// differ; of intervals only whether there is one. Null is N, and a semicolon is between all.
/// </remarks>
internal static class CanonicalText
{
    private const string Separator = "';'";

    /// <summary>The text of the columns in Spark's SQL.</summary>
    public static string InSpark(IReadOnlyList<SyncedColumn> columns, InvalidValueHandling invalidValues)
    {
        string numbers = string.Join(
            ", ", columns.Select(column => NumberInSpark(column, invalidValues)).OfType<string>().Select(number => $"CAST({number} AS BIGINT)"));
        IEnumerable<string> others = columns.Where(column => NumberInSpark(column, invalidValues) is null)
            .Select(column => $"coalesce({InSpark(column, invalidValues)}, 'N')");
        return Join(numbers.Length == 0 ? null : $"array_join(CAST(array({numbers}) AS ARRAY<STRING>), {Separator}, 'N')", others);
    }

    /// <summary>The text of the columns in PostgreSQL's SQL.</summary>
    public static string InPostgres(IReadOnlyList<SyncedColumn> columns)
    {
        string numbers = string.Join(", ", columns.Select(NumberInPostgres).OfType<string>().Select(number => $"{number}::bigint"));
        IEnumerable<string> others = columns.Where(column => NumberInPostgres(column) is null)
            .Select(column => $"coalesce({InPostgres(column)}, 'N')");
        return Join(numbers.Length == 0 ? null : $"array_to_string(ARRAY[{numbers}], {Separator}, 'N')", others);
    }

    private static string Join(string? numbers, IEnumerable<string> others) =>
        $"concat_ws({Separator}, {string.Join(", ", others.Prepend(numbers).OfType<string>())})";

    // What the policy makes infinite, or null, of a day or time that PostgreSQL cannot hold is null on both sides.
    private static string? NumberInSpark(SyncedColumn column, InvalidValueHandling invalidValues)
    {
        string? number = NumberInSpark(column);
        string? range = column.SourceType.Kind switch
        {
            _ when invalidValues == InvalidValueHandling.Fail || column.IsKey => null,
            SourceTypeKind.Date => FormattableString.Invariant(
                $"BETWEEN {PgCalendar.MinDay + PgCalendar.EpochDays} AND {PgCalendar.MaxDay + PgCalendar.EpochDays}"),

            // Spark's end before PostgreSQL's do.
            SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz => FormattableString.Invariant(
                $">= {PgCalendar.MinMicrosecond + (PgCalendar.EpochDays * PgCalendar.MicrosecondsPerDay)}"),
            _ => null,
        };
        return range is null ? number : $"(CASE WHEN {number} {range} THEN {number} END)";
    }

    private static string? NumberInSpark(SyncedColumn column)
    {
        string value = SparkText.Quote(column.Name);
        return column.SourceType.Kind switch
        {
            SourceTypeKind.Byte or SourceTypeKind.Short or SourceTypeKind.Int or SourceTypeKind.Long => value,
            SourceTypeKind.Date => $"unix_date({value})",
            SourceTypeKind.Timestamp => $"unix_micros({value})",
            SourceTypeKind.TimestampNtz => $"(unix_date(CAST({value} AS DATE)) * 86400000000 + hour({value}) * 3600000000 "
                + $"+ minute({value}) * 60000000 + CAST(extract(SECOND FROM {value}) * 1000000 AS BIGINT))",
            _ => null,
        };
    }

    private static string? NumberInPostgres(SyncedColumn column)
    {
        string value = SqlIdentifier.Quote(column.Name);
        return column.SourceType.Kind switch
        {
            SourceTypeKind.Byte or SourceTypeKind.Short or SourceTypeKind.Int or SourceTypeKind.Long => value,

            // The source has nothing infinite: as null it is found out.
            SourceTypeKind.Date => $"(CASE WHEN isfinite({value}) THEN {value} - date '1970-01-01' END)",
            SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz =>
                $"(CASE WHEN isfinite({value}) THEN extract(epoch FROM {value}) * 1000000 END)",
            _ => null,
        };
    }

    private static string InSpark(SyncedColumn column, InvalidValueHandling invalidValues)
    {
        string value = SparkText.Quote(column.Name);
        SourceType type = column.SourceType;
        return type.Kind switch
        {
            SourceTypeKind.Float => Bits(value, "java.lang.Float", "floatToIntBits", "CAST(0 AS FLOAT)", digits: 8),
            SourceTypeKind.Double => Bits(value, "java.lang.Double", "doubleToLongBits", "0D", digits: 16),
            SourceTypeKind.Decimal => $"replace(format_number({value}, {type.Scale}), ',', '')",
            SourceTypeKind.String or SourceTypeKind.Variant when column.ColumnType != ServiceTypes.Json =>
                SparkTextOf(Stored(value, column, invalidValues)),
            SourceTypeKind.Binary => $"lower(hex({value}))",
            SourceTypeKind.Array or SourceTypeKind.Map => $"CASE WHEN {value} IS NOT NULL THEN CAST(size({value}) AS STRING) END",
            SourceTypeKind.Struct => $"CASE WHEN {value} IS NOT NULL THEN '{type.Fields.Count}' END",
            SourceTypeKind.DayTimeInterval or SourceTypeKind.YearMonthInterval or SourceTypeKind.Variant or SourceTypeKind.Time =>
                $"CASE WHEN {value} IS NOT NULL THEN 'I' END",
            _ => $"CAST({value} AS STRING)",
        };
    }

    private static string InPostgres(SyncedColumn column)
    {
        string value = SqlIdentifier.Quote(column.Name);
        return column.SourceType.Kind switch
        {
            SourceTypeKind.Float => $"CASE WHEN {value} = 'NaN' THEN 'NaN' ELSE encode(float4send({value}), 'hex') END",
            SourceTypeKind.Double => $"CASE WHEN {value} = 'NaN' THEN 'NaN' ELSE encode(float8send({value}), 'hex') END",
            SourceTypeKind.String or SourceTypeKind.Variant when column.ColumnType != ServiceTypes.Json =>
                $"octet_length({value}) || ':' || {value}",
            SourceTypeKind.Binary => $"encode({value}, 'hex')",
            SourceTypeKind.Array when column.LoadType is null => $"jsonb_array_length({value})::text",
            SourceTypeKind.Array => $"jsonb_array_length({value}::text::jsonb)::text",
            SourceTypeKind.Map or SourceTypeKind.Struct =>
                $"CASE WHEN {value} IS NOT NULL THEN (SELECT count(*) FROM jsonb_object_keys({value}))::text END",
            SourceTypeKind.DayTimeInterval or SourceTypeKind.YearMonthInterval or SourceTypeKind.Variant or SourceTypeKind.Time =>
                $"CASE WHEN {value} IS NOT NULL THEN 'I' END",
            _ => $"{value}::text",
        };
    }

    // The Java method takes no null; and whether a branch is evaluated only where it counts is for Spark to decide.
    private static string Bits(string value, string javaClass, string method, string zero, int digits) =>
        $"CASE WHEN isnan({value}) THEN 'NaN' WHEN {value} IS NOT NULL THEN lpad(lower(right(hex(CAST("
        + $"java_method('{javaClass}', '{method}', coalesce({value}, {zero})) AS BIGINT)), {digits})), {digits}, '0') END";

    // Null with null, which concat is in Spark and || in PostgreSQL.
    private static string SparkTextOf(string value) => $"concat(octet_length({value}), ':', {value})";

    // What the policy makes of a text that PostgreSQL cannot hold.
    private static string Stored(string value, SyncedColumn column, InvalidValueHandling invalidValues)
    {
        if (invalidValues == InvalidValueHandling.Fail || column.IsKey)
        {
            return value;
        }

        bool isReplaced = invalidValues == InvalidValueHandling.Replace;
        string stored = isReplaced
            ? $"replace({value}, char(0), '\uFFFD')"
            : $"CASE WHEN instr({value}, char(0)) = 0 THEN {value} END";
        if (column.ColumnType.StartsWith("varchar(", StringComparison.Ordinal))
        {
            string most = column.ColumnType["varchar(".Length..^1];
            stored = isReplaced ? $"substring({stored}, 1, {most})" : $"CASE WHEN char_length({value}) <= {most} THEN {stored} END";
        }

        return stored;
    }
}
