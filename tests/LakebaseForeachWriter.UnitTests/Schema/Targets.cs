using Lakebase.Schema;

namespace Lakebase.UnitTests.Schema;

/// <summary>Tables and types as PostgreSQL's catalogue would describe them.</summary>
internal static class Targets
{
    public static readonly TargetType Boolean = new(16, "boolean");
    public static readonly TargetType Bytea = new(17, "bytea");
    public static readonly TargetType Bigint = new(20, "bigint");
    public static readonly TargetType Smallint = new(21, "smallint");
    public static readonly TargetType Integer = new(23, "integer");
    public static readonly TargetType Text = new(25, "text");
    public static readonly TargetType Json = new(114, "json");
    public static readonly TargetType Real = new(700, "real");
    public static readonly TargetType DoublePrecision = new(701, "double precision");
    public static readonly TargetType Inet = new(869, "inet");
    public static readonly TargetType Date = new(1082, "date");
    public static readonly TargetType Time = new(1083, "time without time zone");
    public static readonly TargetType Timestamp = new(1114, "timestamp without time zone");
    public static readonly TargetType TimestampTz = new(1184, "timestamp with time zone");
    public static readonly TargetType Interval = new(1186, "interval");
    public static readonly TargetType Numeric = new(1700, "numeric");
    public static readonly TargetType Uuid = new(2950, "uuid");
    public static readonly TargetType Jsonb = new(3802, "jsonb");
    public static readonly TargetType Citext = new(60_001, "citext");
    public static readonly TargetType Mood = new(60_002, "my_schema.mood", TargetTypeKind.Enum);

    public static TargetType NumericOf(int precision, int scale) => Numeric with { Modifier = ((precision << 16) | (scale & 0x7ff)) + 4 };

    public static TargetType Varchar(int length) => new(1043, "character varying", Modifier: length + 4);

    public static TargetType Char(int length) => new(1042, "character", Modifier: length + 4);

    public static TargetType ArrayOf(TargetType element, int modifier = -1) =>
        new(70_000 + element.Oid, element.Name + "[]", TargetTypeKind.Array, modifier, Element: element);

    public static TargetType Domain(string name, TargetType baseType) => new(80_000, name, TargetTypeKind.Domain, BaseType: baseType);

    public static TargetTable Table(params TargetColumn[] columns) => new(QualifiedName.Of("public", "t"), columns, []);
}
