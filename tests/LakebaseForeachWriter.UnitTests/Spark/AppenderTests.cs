using System.Collections;
using System.Data.SqlTypes;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SparkRows.Frames;
using Lakebase.UnitTests.Schema;
using Lakebase.UnitTests.SparkRows;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.Spark;

/// <summary>
/// The two ways of a row into a batch, encoded frames and <see cref="Row"/> objects, give the same bytes. The frames come from the bridge's own
/// encoder, so both sides of docs/protocol.md §4 are compared as well.
/// </summary>
public sealed class AppenderTests
{
    public static TheoryData<string, object?[]> Values() => new()
    {
        { "boolean", [true, false, null] },
        { "byte", [(sbyte)-128, (sbyte)127, null] },
        { "short", [short.MinValue, short.MaxValue, null] },
        { "integer", [int.MinValue, int.MaxValue, null] },
        { "long", [long.MinValue, long.MaxValue, 5, null] },
        { "float", [1.5f, float.NaN, float.NegativeInfinity, null] },
        { "double", [0.1, double.Epsilon, double.NaN, null] },
        { "decimal(10,2)", [1.5m, -99999999.99m, 0m, null] },
        { "decimal(38,18)", [1.5m, SqlDecimal.Parse("-12345678901234567890.123456789012345678"), null] },
        { "string", ["", "ä😀", "plain", null] },
        { "binary", [Array.Empty<byte>(), new byte[] { 0, 255 }, null] },
        { "date", [new Date(1969, 12, 31), new Date(2024, 2, 29), new Date(1, 1, 1), new Date(9999, 12, 31), null] },
        { "timestamp", [new Timestamp(1969, 12, 31, 23, 59, 59, 999_999), new Timestamp(1600, 2, 29, 1, 2, 3, 4), null] },
        { "timestamp_ntz", [new DateTime(2024, 2, 29, 12, 0, 0), null] },
        { "interval day to second", [TimeSpan.FromDays(-1.5), TimeSpan.MaxValue, null] },
        { "interval year to month", [-14, int.MaxValue, null] },
        { "time(6)", [new TimeOnly(23, 59, 59, 999), null] },
        { "variant", ["{\"a\":1}", null] },
        { "void", [null, null] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Append_FrameOrRow_GivesTheSameBytes(string type, object?[] values)
    {
        StructType schema = SchemaOf($"\"{type}\"");

        AssertSameBytes(schema, [.. values.Select(value => new[] { value })]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Append_ArraysInFrameOrRow_GivesTheSameBytes(string type, object?[] values)
    {
        if (type == "void")
        {
            return;
        }

        StructType schema = SchemaOf($"{{\"type\":\"array\",\"elementType\":\"{type}\",\"containsNull\":true}}");

        AssertSameBytes(schema, [[new ArrayList(values)], [new ArrayList()], [null]]);
    }

    [Fact]
    public void Append_ManyColumns_PutsEachNullInItsPlace()
    {
        StructType schema = new(Enumerable.Range(0, 19).Select(i => new StructField($"c{i}", new LongType())));
        Random random = new(19);
        object?[][] rows = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 19).Select(i => random.Next(3) == 0 ? (object?)null : (long)i).ToArray())];

        AssertSameBytes(schema, rows);
    }

    [Fact]
    public void Append_ValuesAsMicrosoftSparkGivesThem_AreTaken()
    {
        SourceSchema source = new(Sources.Column("l", "bigint"), Sources.Column("f", "float"));
        RowBatch batch = BatchFor(source);

        new RowAppender(source).Append(new GenericRow([5, 1.5]), batch);

        Assert.Equal("0000000000000005", Convert.ToHexString(batch.Columns[0].Value(0)));
        Assert.Equal("3FC00000", Convert.ToHexString(batch.Columns[1].Value(0)));
    }

    [Fact]
    public void Append_DecimalsOfOneValue_HaveOneEncoding()
    {
        SourceSchema source = new(Sources.Column("d", "decimal(10,2)"));
        RowBatch batch = BatchFor(source);
        RowAppender appender = new(source);

        appender.Append(new GenericRow([1.5m]), batch);
        appender.Append(new GenericRow([1.5000m]), batch);

        Assert.Equal(batch.Columns[0].Field(0).ToArray(), batch.Columns[0].Field(1).ToArray());
    }

    [Theory]
    [InlineData("bigint", "text")]
    [InlineData("string", "a\0b")]
    public void Append_RowWithWrongValue_NamesTheColumnAndLeavesTheBatchAsItWas(string type, string value)
    {
        SourceSchema source = new(Sources.Column("first", "bigint"), Sources.Column("c", type));
        RowBatch batch = BatchFor(source);

        ValueConversionException error = Assert.Throws<ValueConversionException>(() => new RowAppender(source).Append(new GenericRow([1L, value]), batch));

        Assert.Contains("'c'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, batch.Columns[0].RowCount);
    }

    [Fact]
    public void Append_HalfASurrogatePair_IsRefused()
    {
        SourceSchema source = new(Sources.Column("c", "string"));
        string half = ((char)0xd800).ToString();

        ValueConversionException error = Assert.Throws<ValueConversionException>(() => new RowAppender(source).Append(new GenericRow([half]), BatchFor(source)));

        Assert.Contains("surrogate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_HalfASurrogatePairToReplace_IsOneReplacement()
    {
        SourceSchema source = new(Sources.Column("c", "string"));
        RowBatch batch = BatchFor(source, InvalidValueHandling.Replace);

        new RowAppender(source).Append(new GenericRow([$"a{(char)0xd800}ä{(char)0xdc00}"]), batch);

        Assert.Equal("a\uFFFDä\uFFFD", System.Text.Encoding.UTF8.GetString(batch.Columns[0].Value(0)));
    }

    [Fact]
    public void Append_RowIsRefused_ReaderStandsBehindItAndTheBatchIsWhole()
    {
        SourceSchema source = new(Sources.Column("s", "string"), Sources.Column("a", "array<string>"), Sources.Column("n", "bigint"));
        RowBatch batch = BatchFor(source);
        byte[] Row(byte text, byte number) =>
            [0, 1, 0, 0, 0, text, 2, 0, 0, 0, 2, 3, 0, 0, 0, (byte)'x', (byte)'y', (byte)'z', number, 0, 0, 0, 0, 0, 0, 0];
        FrameAppender appender = new(source);
        FrameReader reader = new([.. Row((byte)'a', 1), .. Row(0, 2), .. Row((byte)'c', 3)]);

        bool isRefused = false;
        try
        {
            appender.Append(ref reader, 3, batch);
        }
        catch (ValueConversionException)
        {
            isRefused = true;
        }

        Assert.True(isRefused);
        Assert.Equal(1, batch.RowCount);
        appender.Append(ref reader, 1, batch);
        Assert.True(reader.IsAtEnd);
        Assert.Equal("0000000000000003", Convert.ToHexString(batch.Columns[2].Value(1)));
    }

    [Fact]
    public void Append_RowOfOtherWidth_IsRefused()
    {
        SourceSchema source = new(Sources.Column("c", "bigint"));

        Assert.Throws<ArgumentException>(() => new RowAppender(source).Append(new GenericRow([1L, 2L]), BatchFor(source)));
    }

    [Fact]
    public void Append_FrameEndsInMidRow_KeepsTheRowsBefore()
    {
        SourceSchema source = new(Sources.Column("c", "bigint"));
        RowBatch batch = BatchFor(source);
        byte[] frame = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0];

        Assert.Throws<InvalidDataException>(() =>
        {
            FrameReader reader = new(frame);
            new FrameAppender(source).Append(ref reader, 2, batch);
        });

        Assert.Equal((1, 1), (batch.RowCount, batch.Columns[0].RowCount));
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("FFFFFF7F")]
    public void Append_LengthBeyondTheFrame_IsRefused(string length)
    {
        SourceSchema source = new(Sources.Column("s", "string"), Sources.Column("a", "array<int>"));
        foreach (string nulls in (string[])["02", "01"])
        {
            byte[] frame = Convert.FromHexString(nulls + length + "00");

            Assert.Throws<InvalidDataException>(() =>
            {
                FrameReader reader = new(frame);
                new FrameAppender(source).Append(ref reader, 1, BatchFor(source));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Append_StructsAndMapsInFrameOrRow_GivesTheSameBytes(string type, object?[] values)
    {
        string map = $"{{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"{type}\",\"valueContainsNull\":true}}";
        StructType schema = SchemaOf("{\"type\":\"struct\",\"fields\":["
            + $"{{\"name\":\"v\",\"type\":\"{type}\",\"nullable\":true,\"metadata\":{{}}}},{{\"name\":\"m\",\"type\":{map},\"nullable\":true,\"metadata\":{{}}}}]}}");

        AssertSameBytes(
            schema,
            [.. values.Select(value => (object?[])[new object?[] { value, new Hashtable { ["k"] = value } }]), [new object?[] { null, null }], [null]]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Append_MapKeysInFrameOrRow_GivesTheSameBytes(string type, object?[] values)
    {
        if (type is "void" or "variant")
        {
            return;
        }

        StructType schema = SchemaOf($"{{\"type\":\"map\",\"keyType\":\"{type}\",\"valueType\":\"integer\",\"valueContainsNull\":true}}");

        AssertSameBytes(schema, [.. values.OfType<object>().Select(key => (object?[])[new Hashtable { [key] = 1 }]), [new Hashtable()]]);
    }

    [Fact]
    public void Append_MapOfSeveralEntriesInFrame_PairsEachKeyWithItsValue()
    {
        SourceSchema source = new(Sources.Column("c", "map<string,int>"));

        // No null row bit; 2 entries; the keys a and b; the second value is null; 7.
        byte[] frame = Convert.FromHexString("00" + "02000000" + "0100000061" + "0100000062" + "02" + "07000000");
        RowBatch batch = BatchFor(source);
        FrameReader reader = new(frame);
        new FrameAppender(source).Append(ref reader, 1, batch);

        Assert.Equal("{\"a\":7,\"b\":null}", System.Text.Encoding.UTF8.GetString(batch.Columns[0].Value(0)[1..]));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Append_DamagedFrames_AreReadOrRefused(string type, object?[] values)
    {
        string[] types = type == "void"
            ? [$"\"{type}\""]
            : [$"\"{type}\"", $"{{\"type\":\"array\",\"elementType\":\"{type}\",\"containsNull\":true}}"];
        foreach (string json in types)
        {
            StructType schema = SchemaOf(json);
            SourceSchema source = SourceSchemaReader.Read(schema, []);
            FrameAppender appender = new(source);
            RowBatch batch = BatchFor(source);
            object?[] rows = json == types[0] ? values : [values];

            new DamagedBytes([.. rows.Select(value => Encode(schema, value))]).Give(
                5_000,
                bytes =>
                {
                    FrameReader reader = new(bytes);
                    appender.Append(ref reader, 1, batch);
                    batch.Reset();
                },
                typeof(InvalidDataException),
                typeof(ValueConversionException));
        }
    }

    private static byte[] Encode(StructType schema, object? value)
    {
        FrameWriter frame = new();
        new RowEncoder(schema).Write(frame, [value]);
        return frame.WrittenSpan.ToArray();
    }

    private static void AssertSameBytes(StructType schema, object?[][] rows)
    {
        SourceSchema source = SourceSchemaReader.Read(schema, []);
        FrameWriter frame = new();
        RowEncoder encoder = new(schema);
        foreach (object?[] row in rows)
        {
            encoder.Write(frame, row);
        }

        RowBatch fromFrame = BatchFor(source);
        FrameReader reader = new(frame.WrittenSpan);
        new FrameAppender(source).Append(ref reader, rows.Length, fromFrame);
        Assert.True(reader.IsAtEnd);

        RowBatch fromRows = BatchFor(source);
        RowAppender appender = new(source);
        RowDecoder decoder = new(schema);
        RowFrameReader rowReader = new(frame.WrittenSpan);
        for (int i = 0; i < rows.Length; i++)
        {
            appender.Append(decoder.Read(ref rowReader), fromRows);
        }

        Assert.Equal(rows.Length, fromFrame.RowCount);
        for (int i = 0; i < source.Columns.Count; i++)
        {
            Assert.Equal(Convert.ToHexString(fromFrame.Columns[i].Encoded), Convert.ToHexString(fromRows.Columns[i].Encoded));
        }
    }

    /// <summary>A batch for the table that would be made for these columns.</summary>
    private static RowBatch BatchFor(SourceSchema source, InvalidValueHandling invalidValues = InvalidValueHandling.Fail)
    {
        TargetColumn[] columns = [.. source.Columns.Select(column => new TargetColumn(column.Name, TargetFor(column.Type)))];
        MappingRequest request = new([], ComplexTypeHandling.Json) { InvalidValues = invalidValues };
        return new RowBatch(SchemaMapper.Map(source, Targets.Table(columns), request));
    }

    private static TargetType TargetFor(SourceType type) => type.Kind switch
    {
        SourceTypeKind.Boolean => Targets.Boolean,
        SourceTypeKind.Byte or SourceTypeKind.Short => Targets.Smallint,
        SourceTypeKind.Int => Targets.Integer,
        SourceTypeKind.Long => Targets.Bigint,
        SourceTypeKind.Float => Targets.Real,
        SourceTypeKind.Double => Targets.DoublePrecision,
        SourceTypeKind.Decimal => Targets.NumericOf(type.Precision, type.Scale),
        SourceTypeKind.Binary => Targets.Bytea,
        SourceTypeKind.Date => Targets.Date,
        SourceTypeKind.Timestamp => Targets.TimestampTz,
        SourceTypeKind.TimestampNtz => Targets.Timestamp,
        SourceTypeKind.DayTimeInterval or SourceTypeKind.YearMonthInterval => Targets.Interval,
        SourceTypeKind.Time => Targets.Time,
        SourceTypeKind.Variant or SourceTypeKind.Struct or SourceTypeKind.Map => Targets.Jsonb,
        SourceTypeKind.Array => Targets.ArrayOf(TargetFor(type.Element!)),
        _ => Targets.Text,
    };

    private static StructType SchemaOf(string typeJson) =>
        (StructType)DataType.ParseDataType($"{{\"type\":\"struct\",\"fields\":[{{\"name\":\"c\",\"type\":{typeJson},\"nullable\":true,\"metadata\":{{}}}}]}}");
}
