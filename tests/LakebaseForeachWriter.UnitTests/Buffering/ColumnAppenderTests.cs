using System.Globalization;
using System.Text;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

/// <summary>Bytes worked out by hand from PostgreSQL's receive functions.</summary>
public sealed class ColumnAppenderTests
{
    [Fact]
    public void Null_AnyType_IsALengthOfMinusOne()
    {
        EncodedColumn column = new("bigint", Targets.Bigint);

        Assert.Equal("null", column.Hex(appender => appender.Null()));
        Assert.Equal("FFFFFFFF", Convert.ToHexString(column.Buffer.Encoded));
    }

    [Fact]
    public void Boolean_IntoBoolean_IsOneByte()
    {
        EncodedColumn column = new("boolean", Targets.Boolean);

        Assert.Equal("01", column.Hex(appender => appender.Boolean(true)));
        Assert.Equal("00", column.Hex(appender => appender.Boolean(false)));
        Assert.Equal("0000000101" + "0000000100", Convert.ToHexString(column.Buffer.Encoded));
    }

    [Fact]
    public void Int64_IntoIntegers_IsBigEndian()
    {
        Assert.Equal("FFFE", new EncodedColumn("bigint", Targets.Smallint).Hex(appender => appender.Int64(-2)));
        Assert.Equal("FFFFFFFE", new EncodedColumn("bigint", Targets.Integer).Hex(appender => appender.Int64(-2)));
        Assert.Equal("8000000000000000", new EncodedColumn("bigint", Targets.Bigint).Hex(appender => appender.Int64(long.MinValue)));
    }

    [Theory]
    [InlineData("smallint", short.MinValue, short.MaxValue)]
    [InlineData("integer", int.MinValue, int.MaxValue)]
    public void Int64_NarrowerTarget_RefusesWhatDoesNotFit(string target, long least, long most)
    {
        EncodedColumn column = new("bigint", target == "smallint" ? Targets.Smallint : Targets.Integer);

        column.Hex(appender => appender.Int64(least));
        column.Hex(appender => appender.Int64(most));
        Assert.Contains("range", column.Refusal(appender => appender.Int64(least - 1)), StringComparison.Ordinal);
        Assert.Contains("range", column.Refusal(appender => appender.Int64(most + 1)), StringComparison.Ordinal);
        Assert.Equal(2, column.Batch.RowCount);
    }

    [Fact]
    public void Refusal_AnyValue_NamesColumnAndTypesButNotTheValue()
    {
        string message = new EncodedColumn("bigint", Targets.Smallint).Refusal(appender => appender.Int64(7654321));

        Assert.Contains("'c' (bigint → c smallint)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("7654321", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Floats_IntoFloats_KeepTheirBits()
    {
        Assert.Equal("3FC00000", new EncodedColumn("float", Targets.Real).Hex(appender => appender.Single(1.5f)));
        Assert.Equal("3FF8000000000000", new EncodedColumn("float", Targets.DoublePrecision).Hex(appender => appender.Single(1.5f)));
        Assert.Equal("FFF0000000000000", new EncodedColumn("double", Targets.DoublePrecision).Hex(appender => appender.Double(double.NegativeInfinity)));
    }

    [Theory]
    [InlineData("15", 1, 1.5)]
    [InlineData("-12345678901234567890123456789012345678", 38, -0.12345678901234567890123456789012345678)]
    [InlineData("99999999999999999999999999999999999999", 0, 1e38)]
    public void Decimal_IntoDoublePrecision_IsTheNearestDouble(string unscaled, int scale, double expected)
    {
        EncodedColumn column = new("decimal(38,18)", Targets.DoublePrecision);

        string hex = column.Hex(appender => appender.Decimal(Int128.Parse(unscaled, CultureInfo.InvariantCulture), scale));

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected).ToString("X16", CultureInfo.InvariantCulture), hex);
    }

    [Fact]
    public void Utf8_IntoText_PassesThrough()
    {
        EncodedColumn column = new("string", Targets.Text);

        Assert.Equal("C3A4F09F9880", column.Hex(appender => appender.Utf8("ä😀"u8)));
        Assert.Equal("", column.Hex(appender => appender.Utf8(""u8)));
        Assert.Contains("NUL", column.Refusal(appender => appender.Utf8("a\0b"u8)), StringComparison.Ordinal);
        Assert.Contains("UTF-8", column.Refusal(appender => appender.Utf8([0xc3])), StringComparison.Ordinal);
        Assert.Contains("UTF-8", column.Refusal(appender => appender.Utf8([0xed, 0xa0, 0x80])), StringComparison.Ordinal);
    }

    [Fact]
    public void Utf8_LimitedLength_CountsCharactersAndNeverCutsBlanks()
    {
        EncodedColumn varchar = new("string", Targets.Varchar(3));
        EncodedColumn bpchar = new("string", Targets.Char(3));

        varchar.Hex(appender => appender.Utf8("😀😀😀"u8));
        bpchar.Hex(appender => appender.Utf8("äöü"u8));
        Assert.Contains("longer than 3", varchar.Refusal(appender => appender.Utf8("abc "u8)), StringComparison.Ordinal);
        Assert.Contains("longer than 3", bpchar.Refusal(appender => appender.Utf8("äöüß"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public void Utf8_IntoJsonb_HasTheVersionByte() =>
        Assert.Equal("01" + "7B7D", new EncodedColumn("string", Targets.Jsonb).Hex(appender => appender.Utf8("{}"u8)));

    [Theory]
    [InlineData("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")]
    [InlineData("{a0eebc999c0b4ef8bb6d6bb9bd380a11}")]
    [InlineData("a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11")]
    public void Utf8_IntoUuid_ReadsEverySpellingOfPostgres(string text) =>
        Assert.Equal(
            "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
            new EncodedColumn("string", Targets.Uuid).Hex(appender => appender.Utf8(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1")]
    [InlineData("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111")]
    [InlineData("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g")]
    [InlineData("-a0eebc999c0b4ef8bb6d6bb9bd380a11")]
    [InlineData("{a0eebc999c0b4ef8bb6d6bb9bd380a11")]
    public void Utf8_NoUuid_IsRefused(string text) =>
        Assert.Contains("uuid", new EncodedColumn("string", Targets.Uuid).Refusal(appender => appender.Utf8(Encoding.UTF8.GetBytes(text))), StringComparison.Ordinal);

    [Fact]
    public void Bytes_IntoByteaAndUuid_PassThrough()
    {
        Assert.Equal("00FF", new EncodedColumn("binary", Targets.Bytea).Hex(appender => appender.Bytes([0, 255])));
        Assert.Equal(32, new EncodedColumn("binary", Targets.Uuid).Hex(appender => appender.Bytes(new byte[16])).Length);
        Assert.Contains("16 bytes", new EncodedColumn("binary", Targets.Uuid).Refusal(appender => appender.Bytes(new byte[15])), StringComparison.Ordinal);
    }

    [Fact]
    public void Int64_Date_CountsDaysFrom2000UpToPostgresLimits()
    {
        EncodedColumn column = new("date", Targets.Date);

        Assert.Equal("00000000", column.Hex(appender => appender.Int64(10_957)));
        Assert.Equal("FFFFD533", column.Hex(appender => appender.Int64(0)));
        Assert.Equal("FFDA97A7", column.Hex(appender => appender.Int64(-2_451_545 + 10_957)));
        Assert.Equal("7FDA970C", column.Hex(appender => appender.Int64(2_145_031_948L + 10_957)));
        Assert.Contains("range", column.Refusal(appender => appender.Int64(-2_451_546 + 10_957)), StringComparison.Ordinal);
        Assert.Contains("range", column.Refusal(appender => appender.Int64(int.MaxValue)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("timestamp_ntz")]
    public void Int64_Timestamp_CountsMicrosecondsFrom2000UpToPostgresLimits(string source)
    {
        const long Epoch = 946_684_800_000_000;
        EncodedColumn column = new(source, source == "timestamp" ? Targets.TimestampTz : Targets.Timestamp);

        Assert.Equal("0000000000000001", column.Hex(appender => appender.Int64(Epoch + 1)));
        Assert.Equal("FD0F7CC1411FA000", column.Hex(appender => appender.Int64(-211_813_488_000_000_000 + Epoch)));
        Assert.Contains("range", column.Refusal(appender => appender.Int64(-211_813_488_000_000_000 + Epoch - 1)), StringComparison.Ordinal);
        Assert.Contains("range", column.Refusal(appender => appender.Int64(long.MinValue)), StringComparison.Ordinal);

        // Spark's largest microsecond lies before PostgreSQL's end of time.
        Assert.Equal((long.MaxValue - Epoch).ToString("X16", CultureInfo.InvariantCulture), column.Hex(appender => appender.Int64(long.MaxValue)));
    }

    [Fact]
    public void Int64_DateIntoTimestamp_IsMidnight()
    {
        EncodedColumn column = new("date", Targets.TimestampTz);

        Assert.Equal("000000141DD76000", column.Hex(appender => appender.Int64(10_958)));
        Assert.Contains("range", column.Refusal(appender => appender.Int64(2_000_000_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Int64_Intervals_KeepMicrosecondsAndMonthsApart()
    {
        Assert.Equal("000000141DD760000000000000000000", new EncodedColumn("interval day to second", Targets.Interval).Hex(appender => appender.Int64(86_400_000_000)));
        Assert.Equal("0000000000000000000000000000000E", new EncodedColumn("interval year to month", Targets.Interval).Hex(appender => appender.Int64(14)));
        Assert.Equal("0000000E", new EncodedColumn("interval year to month", Targets.Integer).Hex(appender => appender.Int64(14)));
        Assert.Equal("FFFFFFFFFFFFFFFF", new EncodedColumn("interval day to second", Targets.Bigint).Hex(appender => appender.Int64(-1)));
    }

    [Fact]
    public void Int64_Time_BecomesMicrosecondsWithoutLoss()
    {
        EncodedColumn column = new("time", Targets.Time);

        Assert.Equal("00000000000F4240", column.Hex(appender => appender.Int64(1_000_000_000)));
        Assert.Contains("nanoseconds", column.Refusal(appender => appender.Int64(1)), StringComparison.Ordinal);
        Assert.Contains("day", column.Refusal(appender => appender.Int64(-1_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void BeginArray_IntoArray_WritesHeaderAndElements()
    {
        EncodedColumn column = new("array<int>", Targets.ArrayOf(Targets.Integer));

        string hex = column.Hex(appender =>
        {
            ColumnAppender element = appender.BeginArray(2, hasNulls: true);
            element.Int64(7);
            element.Null();
            appender.EndArray();
        });

        Assert.Equal("00000001" + "00000001" + "00000017" + "00000002" + "00000001" + "00000004" + "00000007" + "FFFFFFFF", hex);
        Assert.Equal(0, column.Buffer.NullCount);
        Assert.Equal("000000000000000000000017", column.Hex(appender =>
        {
            appender.BeginArray(0, hasNulls: false);
            appender.EndArray();
        }));
        Assert.Equal("null", column.Hex(appender => appender.Null()));
    }

    [Fact]
    public void BeginArray_OfEnums_NamesTheEnumInTheHeader()
    {
        EncodedColumn column = new("array<string>", Targets.ArrayOf(Targets.Mood));

        string hex = column.Hex(appender =>
        {
            appender.BeginArray(1, hasNulls: false).Utf8("ok"u8);
            appender.EndArray();
        });

        Assert.Equal(Targets.Mood.Oid.ToString("X8", CultureInfo.InvariantCulture), hex.Substring(16, 8));
    }

    [Fact]
    public void BeginArray_ElementDoesNotFit_TheWholeRowIsTakenBack()
    {
        EncodedColumn column = new("array<decimal(10,2)>", Targets.ArrayOf(Targets.Numeric, Targets.NumericOf(3, 1).Modifier));
        column.Hex(appender => appender.Null());
        byte[] before = column.Buffer.Encoded.ToArray();

        string message = column.Refusal(appender =>
        {
            ColumnAppender element = appender.BeginArray(2, hasNulls: false);
            element.Decimal(110, 2);
            element.Decimal(111, 2);
        });

        Assert.Contains("1 digits behind the point", message, StringComparison.Ordinal);
        Assert.Equal(before, column.Buffer.Encoded.ToArray());
    }

    [Fact]
    public void BeginArray_IntoJsonb_IsJsonText()
    {
        EncodedColumn column = new("array<array<decimal(10,2)>>", Targets.Jsonb);

        string hex = column.Hex(appender =>
        {
            ColumnAppender outer = appender.BeginArray(3, hasNulls: true);
            ColumnAppender inner = outer.BeginArray(2, hasNulls: false);
            inner.Decimal(-5, 2);
            inner.Decimal(12345, 2);
            outer.EndArray();
            outer.Null();
            outer.BeginArray(0, hasNulls: false);
            outer.EndArray();
            appender.EndArray();
        });

        Assert.Equal("[[-0.05,123.45],null,[]]", Encoding.UTF8.GetString(Convert.FromHexString(hex)[1..]));
        Assert.StartsWith("01", hex, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", 19_782, "\"2024-02-29\"")]
    [InlineData("date", -719_529, "\"-0001-12-31\"")]
    [InlineData("date", 2_932_897, "\"+10000-01-01\"")]
    [InlineData("timestamp", 1_709_209_800_000_001, "\"2024-02-29T12:30:00.000001Z\"")]
    [InlineData("timestamp_ntz", -1_000_000, "\"1969-12-31T23:59:59\"")]
    [InlineData("time", 45_000_000_000_000, "\"12:30:00\"")]
    [InlineData("bigint", long.MinValue, "-9223372036854775808")]
    public void Int64_ElementOfJson_IsIsoText(string type, long value, string expected)
    {
        EncodedColumn column = new($"array<{type}>", Targets.Text);

        string hex = column.Hex(appender =>
        {
            appender.BeginArray(1, hasNulls: false).Int64(value);
            appender.EndArray();
        });

        Assert.Equal($"[{expected}]", Encoding.UTF8.GetString(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Append_WrongKindOfValue_IsAnErrorOfTheCaller() =>
        Assert.Throws<InvalidOperationException>(() => new EncodedColumn("bigint", Targets.Bigint).Appender.Utf8("1"u8));

    [Theory]
    [InlineData("int", "{\"-5\":null}")]
    [InlineData("date", "{\"1969-12-27\":null}")]
    [InlineData("timestamp", "{\"1969-12-31T23:59:59.999995Z\":null}")]
    public void BeginMap_KeysOfOtherTypes_AreTexts(string key, string expected)
    {
        EncodedColumn column = new($"map<{key},string>", Targets.Text);

        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(Convert.FromHexString(column.Hex(appender =>
        {
            (ColumnAppender keys, ColumnAppender values) = appender.BeginMap();
            keys.Int64(-5);
            values.Null();
            appender.EndMap();
        }))));
    }

    [Fact]
    public void BeginStruct_NulInAText_IsRefusedAndTheNextDocumentIsWhole()
    {
        EncodedColumn column = new("struct<a:string,b:variant>", Targets.Json);

        string refusal = column.Refusal(appender => Fill(appender, "x\0", "1"));

        Assert.Contains("'c'", refusal, StringComparison.Ordinal);
        Assert.Contains("NUL", refusal, StringComparison.Ordinal);
        Assert.Equal("{\"a\":\"x\\\"\",\"b\":[\"\\u0000\"]}", System.Text.Encoding.UTF8.GetString(
            Convert.FromHexString(column.Hex(appender => Fill(appender, "x\"", "[\"\\u0000\"]")))));
    }

    [Theory]
    [InlineData("\"\\u0000\"", false)]
    [InlineData("\"\\\\u0000\"", true)]
    [InlineData("\"\\\\\\u0000\"", false)]
    [InlineData("\"\\\\u0000 \\u0000\"", false)]
    public void Utf8_EscapedNulIntoJsonb_IsRefusedUnlessTheBackslashIsEscaped(string json, bool isTaken)
    {
        EncodedColumn text = new("string", Targets.Jsonb);
        EncodedColumn nested = new("struct<a:string,b:variant>", Targets.Jsonb);

        if (isTaken)
        {
            text.Hex(appender => appender.Utf8(System.Text.Encoding.UTF8.GetBytes(json)));
            nested.Hex(appender => Fill(appender, "", json));
        }
        else
        {
            Assert.Contains("u0000", text.Refusal(appender => appender.Utf8(System.Text.Encoding.UTF8.GetBytes(json))), StringComparison.Ordinal);
            Assert.Contains("u0000", nested.Refusal(appender => Fill(appender, "", json)), StringComparison.Ordinal);
        }
    }

    private static void Fill(ColumnAppender appender, params string[] texts)
    {
        appender.BeginStruct();
        for (int i = 0; i < texts.Length; i++)
        {
            appender.Field(i).Utf8(System.Text.Encoding.UTF8.GetBytes(texts[i]));
        }

        appender.EndStruct();
    }
}
