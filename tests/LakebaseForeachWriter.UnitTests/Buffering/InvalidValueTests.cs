using System.Globalization;
using System.Text;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

/// <summary>What stands for values that their column cannot hold.</summary>
public sealed class InvalidValueTests
{
    private static readonly Dictionary<string, (string Source, TargetType Target, Action<ColumnAppender> Append, string Why)> Cases = new()
    {
        ["smallint above"] = ("bigint", Targets.Smallint, appender => appender.Int64(40_000), "out-of-range"),
        ["smallint below"] = ("bigint", Targets.Smallint, appender => appender.Int64(long.MinValue), "out-of-range"),
        ["integer above"] = ("bigint", Targets.Integer, appender => appender.Int64(long.MaxValue), "out-of-range"),
        ["integer below"] = ("bigint", Targets.Integer, appender => appender.Int64(int.MinValue - 1L), "out-of-range"),
        ["date above"] = ("date", Targets.Date, appender => appender.Int64(int.MaxValue), "out-of-range"),
        ["date below"] = ("date", Targets.Date, appender => appender.Int64(int.MinValue), "out-of-range"),
        ["date as timestamp above"] = ("date", Targets.TimestampTz, appender => appender.Int64(2_000_000_000), "out-of-range"),
        ["timestamp below"] = ("timestamp", Targets.TimestampTz, appender => appender.Int64(long.MinValue), "out-of-range"),
        ["time above"] = ("time", Targets.Time, appender => appender.Int64(long.MaxValue), "out-of-range"),
        ["time of nanoseconds"] = ("time", Targets.Time, appender => appender.Int64(1_500), "lost-digits"),
        ["infinity"] = ("double", Targets.NumericOf(4, 2), appender => appender.Double(double.NegativeInfinity), "infinity"),
        ["digits"] = ("decimal(10,3)", Targets.NumericOf(10, 2), appender => appender.Decimal(-1_235, 3), "lost-digits"),
        ["number above"] = ("bigint", Targets.NumericOf(4, 2), appender => appender.Int64(100), "out-of-range"),
        ["long text"] = ("string", Targets.Varchar(2), appender => appender.Utf8("ä😀b"u8), "too-long"),
        ["nul"] = ("string", Targets.Text, appender => appender.Utf8("a\0b"u8), "nul"),
        ["half a pair"] = ("string", Targets.Text, appender => appender.Utf8([0x61, 0xed, 0xa0, 0x80, 0x62]), "ill-formed"),
        ["no UTF-8"] = ("string", Targets.Text, appender => appender.Utf8([0x61, 0xc3]), "ill-formed"),
        ["escaped nul"] = ("string", Targets.Jsonb, appender => appender.Utf8("\"\\u0000\\\\u0000\""u8), "nul"),
        ["no uuid"] = ("string", Targets.Uuid, appender => appender.Utf8("x"u8), "malformed"),
        ["bytes of no uuid"] = ("binary", Targets.Uuid, appender => appender.Bytes([1]), "malformed"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [InlineData("smallint above", "7FFF")]
    [InlineData("smallint below", "8000")]
    [InlineData("integer above", "7FFFFFFF")]
    [InlineData("integer below", "80000000")]
    [InlineData("date above", "7FFFFFFF")]
    [InlineData("date below", "80000000")]
    [InlineData("date as timestamp above", "7FFFFFFFFFFFFFFF")]
    [InlineData("timestamp below", "8000000000000000")]
    [InlineData("time above", "000000141DD76000")]
    [InlineData("time of nanoseconds", "0000000000000002")]
    [InlineData("infinity", "0002" + "0000" + "4000" + "0002" + "0063" + "26AC")]
    [InlineData("digits", "0002" + "0000" + "4000" + "0002" + "0001" + "0960")]
    [InlineData("number above", "0002" + "0000" + "0000" + "0002" + "0063" + "26AC")]
    [InlineData("long text", "C3A4F09F9880")]
    [InlineData("nul", "61EFBFBD62")]
    [InlineData("half a pair", "61EFBFBD62")]
    [InlineData("no UTF-8", "61EFBFBD")]
    [InlineData("escaped nul", "01225C75666666645C5C7530303030" + "22")]
    [InlineData("no uuid", "null")]
    [InlineData("bytes of no uuid", "null")]
    public void Append_Replace_WritesWhatComesNearest(string name, string expected)
    {
        (string source, TargetType target, Action<ColumnAppender> append, string reason) = Cases[name];
        EncodedColumn column = new(source, target, InvalidValueHandling.Replace);

        Assert.Equal(expected, column.Hex(append));
        Assert.Equal([$"{reason} {(expected == "null" ? "null" : "replaced")} 1"], Counts(column));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Append_Null_WritesANullWhereThereMayBeOne(string name)
    {
        (string source, TargetType target, Action<ColumnAppender> append, string reason) = Cases[name];
        EncodedColumn column = new(source, target, InvalidValueHandling.Null);

        Assert.Equal("null", column.Hex(append));
        Assert.Equal([$"{reason} null 1"], Counts(column));
        EncodedColumn notNull = new(source, target, InvalidValueHandling.Null, isNotNull: true);
        Assert.Contains("no null", notNull.Refusal(append), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Append_Fail_RefusesAndCountsNothing(string name)
    {
        EncodedColumn column = new(Cases[name].Source, Cases[name].Target);

        Assert.DoesNotContain("InvalidValues", column.Refusal(Cases[name].Append), StringComparison.Ordinal);
        Assert.Empty(Counts(column));
    }

    [Theory]
    [InlineData("numeric(3,1)", 3, 1, "99950", 3, "99.9")]
    [InlineData("numeric(3,1)", 3, 1, "-125", 3, "-0.1")]
    [InlineData("numeric(3,1)", 3, 1, "-150", 3, "-0.2")]
    [InlineData("numeric(2,5)", 2, 5, "1", 0, "0.00099")]
    [InlineData("numeric(2,-3)", 2, -3, "1500", 0, "2000")]
    [InlineData("numeric(2,-3)", 2, -3, "99999999", 0, "99000")]
    [InlineData("numeric(5,2)", 5, 2, "99999999999999999999999999999999999999", 38, "1.00")]
    [InlineData("numeric(5,0)", 5, 0, "49999999999999999999999999999999999999", 38, "0")]
    [InlineData("numeric(50,45)", 50, 45, "99999999999999999999999999999999999999", 0, "99999.999999999999999999999999999999999")]
    public void Decimal_DoesNotFit_BecomesTheNearestNumber(
        string _, int precision, int scale, string unscaled, int sourceScale, string expected)
    {
        EncodedColumn column = new("decimal(38,18)", Targets.NumericOf(precision, scale), InvalidValueHandling.Replace);
        EncodedColumn free = new("decimal(38,18)", Targets.Numeric);
        string digits = expected.Replace(".", "", StringComparison.Ordinal);
        int behindPoint = expected.Split('.') is [_, { Length: var count }] ? count : 0;

        string actual = column.Hex(appender => appender.Decimal(Int128.Parse(unscaled, CultureInfo.InvariantCulture), sourceScale));

        Assert.Equal(free.Hex(appender => appender.Decimal(Int128.Parse(digits, CultureInfo.InvariantCulture), behindPoint)), actual);
    }

    [Fact]
    public void Append_Null_OfAnArraysElement_IsSaidInItsHeader()
    {
        EncodedColumn column = new("array<bigint>", Targets.ArrayOf(Targets.Smallint), InvalidValueHandling.Null, isNotNull: true);

        string hex = column.Hex(appender =>
        {
            ColumnAppender element = appender.BeginArray(2, hasNulls: false);
            element.Int64(7);
            element.Int64(70_000);
            appender.EndArray();
        });

        Assert.Equal("00000001" + "00000001" + "00000015" + "00000002" + "00000001" + "00000002" + "0007" + "FFFFFFFF", hex);
        Assert.Equal(0, column.Buffer.NullCount);
    }

    [Theory]
    [InlineData(InvalidValueHandling.Replace, "{\"k\uFFFD\":\"v\uFFFD\"}")]
    [InlineData(InvalidValueHandling.Null, null)]
    public void Append_TextsInAMap_AreReplacedWhereAKeyCannotBeNull(InvalidValueHandling handling, string? expected)
    {
        EncodedColumn column = new("map<string,string>", Targets.Text, handling);
        void Append(ColumnAppender appender)
        {
            (ColumnAppender keys, ColumnAppender values) = appender.BeginMap();
            keys.Utf8("k\0"u8);
            values.Utf8("v\0"u8);
            appender.EndMap();
        }

        if (expected is null)
        {
            Assert.Contains("no null", column.Refusal(Append), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(Convert.FromHexString(column.Hex(Append))));
        }
    }

    [Fact]
    public void Reset_AfterReplacements_CountsAnew()
    {
        EncodedColumn column = new("bigint", Targets.Smallint, InvalidValueHandling.Replace);
        column.Hex(appender => appender.Int64(40_000));

        column.Batch.Reset();

        Assert.Null(column.Buffer.InvalidValues);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("v")]
    public void Map_ColumnsThatDecideAboutRows_AreNeverChanged(string decides)
    {
        TargetTable table = Targets.Table([.. ((string[])["k", "v", "n"]).Select(name => new TargetColumn(name, Targets.Smallint))]);
        table = table with { UniqueIndexes = [new UniqueIndex("t_k", ["k"])] };
        MappingRequest request = new(["k"]) { VersionColumn = "v", InvalidValues = InvalidValueHandling.Replace };
        RowBatch batch = new(SchemaMapper.Map(
            new SourceSchema(Sources.Column("k", "bigint"), Sources.Column("v", "bigint"), Sources.Column("n", "bigint")), table, request));
        ColumnAppender deciding = batch.Appenders[decides == "k" ? 0 : 1];
        ColumnAppender other = batch.Appenders[2];

        ValueConversionException refused = Assert.Throws<ValueConversionException>(() => deciding.Int64(70_000));
        other.Int64(70_000);

        Assert.Contains("does not apply", refused.Message, StringComparison.Ordinal);
        Assert.Equal("7FFF", Convert.ToHexString(batch.Columns[2].Value(0)));
    }

    private static string[] Counts(EncodedColumn column) =>
        [.. (column.Buffer.InvalidValues?.All ?? [])
            .Select(entry => $"{entry.Reason.ToName()} {(entry.IsNull ? "null" : "replaced")} {entry.Count}")];
}
