using Lakebase.Schema;

namespace Lakebase.IntegrationTests;

/// <summary>A value of every source type, and the types of columns to try them with.</summary>
internal static class TypeSamples
{
    private const long Microseconds = 1_357_095_845_000_006;
    private const string Uuid = "00010203-0405-0607-0809-0a0b0c0d0e0f";

    private static readonly string[] PlainTypes =
    [
        "boolean", "smallint", "integer", "bigint", "numeric", "numeric(40,20)", "real", "double precision", "text", "varchar",
        "varchar(60)", "char(60)", "bytea", "uuid", "json", "jsonb", "date", "time", "timestamp", "timestamptz", "timetz", "interval", "inet",
        "cidr", "macaddr", "bit(8)", "varbit", "point", "box", "int4range", "tsvector", "text[]",
    ];

    public static IReadOnlyList<TypeSample> All { get; } =
    [
        new(SourceType.Of(SourceTypeKind.Boolean), true, "t"),
        new(SourceType.Of(SourceTypeKind.Byte), (sbyte)5, "5"),
        new(SourceType.Of(SourceTypeKind.Short), (short)5, "5"),
        new(SourceType.Of(SourceTypeKind.Int), 5, "5"),
        new(SourceType.Of(SourceTypeKind.Long), 5L, "5"),
        new(SourceType.Of(SourceTypeKind.Float), 1.5f, "1.5"),
        new(SourceType.Of(SourceTypeKind.Double), 1.5, "1.5"),
        new(SourceType.Decimal(10, 2), (Int128)150, "1.50"),
        new(SourceType.Decimal(38, 18), Int128.Parse("12345678901234567890123456789012345678"), "12345678901234567890.123456789012345678"),
        new(SourceType.Of(SourceTypeKind.String), null, null) { Texts = Texts() },
        new(
            SourceType.Of(SourceTypeKind.Binary),
            Enumerable.Range(0, 16).Select(i => (byte)i).ToArray(), "\\x000102030405060708090a0b0c0d0e0f")
        {
            Texts = new Dictionary<string, string> { ["uuid"] = Uuid },
        },
        new(SourceType.Of(SourceTypeKind.Date), 15_707, "2013-01-02 00:00+00"),
        new(SourceType.Of(SourceTypeKind.Timestamp), Microseconds, "2013-01-02 03:04:05.000006+00"),
        new(SourceType.Of(SourceTypeKind.TimestampNtz), Microseconds, "2013-01-02 03:04:05.000006"),
        new(SourceType.Of(SourceTypeKind.DayTimeInterval), 93_784_000_001L, "26:03:04.000001")
        {
            Texts = new Dictionary<string, string> { ["bigint"] = "93784000001" },
        },
        new(SourceType.Of(SourceTypeKind.YearMonthInterval), 14, "14 months")
        {
            Texts = new Dictionary<string, string> { ["integer"] = "14" },
        },
        new(SourceType.Of(SourceTypeKind.Time), 45_000_000_000_000L, "12:30:00"),
        new(SourceType.Of(SourceTypeKind.Variant), "{\"a\": 1}", "{\"a\": 1}"),
        new(SourceType.Of(SourceTypeKind.Void), null, null),
        new(SourceType.StructOf(new SourceColumn("a", SourceType.Of(SourceTypeKind.Int))), new object?[] { 1 }, null),
        new(
            SourceType.MapOf(SourceType.Of(SourceTypeKind.String), SourceType.Of(SourceTypeKind.Int)),
            new (object, object?)[] { ("a", 1) }, null),
    ];

    /// <summary>The types of columns, those of <see cref="UserTypes"/> among them.</summary>
    public static IEnumerable<string> ColumnTypes(Func<string, string> nameOf) =>
        [.. PlainTypes, .. UserTypeTexts.Keys.Select(nameOf)];

    /// <summary>Makes an enum, a composite type, and domains over a text, numbers and an array.</summary>
    public static string UserTypes(Func<string, string> nameOf) => $"""
        CREATE TYPE {nameOf("mood")} AS ENUM ('sad', 'happy');
        CREATE TYPE {nameOf("pair")} AS (n integer, t text);
        CREATE DOMAIN {nameOf("code")} AS varchar(60) CHECK (VALUE <> '');
        CREATE DOMAIN {nameOf("padded")} AS char(60);
        CREATE DOMAIN {nameOf("amount")} AS numeric(40,20) CHECK (VALUE > 0);
        CREATE DOMAIN {nameOf("positive")} AS integer CHECK (VALUE > 0);
        CREATE DOMAIN {nameOf("document")} AS jsonb;
        CREATE DOMAIN {nameOf("words")} AS text[] CHECK (cardinality(VALUE) > 0);
        """;

    private static readonly Dictionary<string, string> UserTypeTexts = new()
    {
        ["mood"] = "happy",
        ["pair"] = "(1,x)",
        ["code"] = "abc",
        ["padded"] = "abc",
        ["amount"] = "1.5",
        ["positive"] = "5",
        ["document"] = "{\"a\": 1}",
        ["words"] = "{a,b}",
    };

    /// <summary>The texts that columns of these types take.</summary>
    public static IReadOnlyDictionary<string, string> UserTexts(Func<string, string> nameOf) =>
        UserTypeTexts.ToDictionary(text => nameOf(text.Key), text => text.Value);

    private static Dictionary<string, string> Texts() => new()
    {
        ["boolean"] = "t",
        ["smallint"] = "5",
        ["integer"] = "5",
        ["bigint"] = "5",
        ["numeric"] = "1.5",
        ["numeric(40,20)"] = "1.5",
        ["real"] = "1.5",
        ["double precision"] = "1.5",
        ["text"] = "héllo 😀",
        ["varchar"] = "héllo",
        ["varchar(60)"] = "héllo",
        ["char(60)"] = "héllo",
        ["citext"] = "Abc",
        ["uuid"] = Uuid,
        ["json"] = "{\"a\":  1}",
        ["jsonb"] = "{\"a\":  1}",
        ["date"] = "2013-01-02",
        ["time"] = "12:30:00",
        ["timetz"] = "12:30:00+02",
        ["timestamp"] = "2013-01-02 03:04:05",
        ["timestamptz"] = "2013-01-02 03:04:05+00",
        ["interval"] = "1 day 02:00:00",
        ["inet"] = "10.0.0.1",
        ["cidr"] = "10.0.0.0/8",
        ["macaddr"] = "08:00:2b:01:02:03",
        ["bit(8)"] = "10101010",
        ["varbit"] = "101",
        ["point"] = "(1,2)",
        ["box"] = "(2,2),(1,1)",
        ["int4range"] = "[1,5)",
        ["tsvector"] = "'a' 'b'",
        ["text[]"] = "{a,b}",
    };
}
