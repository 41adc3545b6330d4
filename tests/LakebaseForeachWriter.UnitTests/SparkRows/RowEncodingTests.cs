using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.SparkRows;

public class RowEncodingTests
{
    /// <summary>Spark's JSON name of a type, values, and what comes out where that differs from what went in.</summary>
    public static TheoryData<string, object?, object?> Values => new()
    {
        { "\"boolean\"", true, true },
        { "\"byte\"", (sbyte)-128, (sbyte)-128 },
        { "\"short\"", short.MinValue, short.MinValue },
        { "\"integer\"", int.MaxValue, int.MaxValue },
        { "\"long\"", long.MinValue, long.MinValue },
        { "\"long\"", 5, 5L },
        { "\"float\"", float.NaN, float.NaN },
        { "\"double\"", double.NegativeInfinity, double.NegativeInfinity },
        { "\"double\"", -0.0, -0.0 },
        { "\"string\"", "", "" },
        { "\"string\"", "Zürich \0 😀", "Zürich \0 😀" },
        { "\"variant\"", "{\"a\":1}", "{\"a\":1}" },
        { "\"binary\"", new byte[] { 0, 255 }, new byte[] { 0, 255 } },
        { "\"void\"", null, null },
        { "\"date\"", new Date(int.MinValue), new Date(int.MinValue) },
        { "\"date\"", new DateOnly(2013, 1, 1), new Date(2013, 1, 1) },
        { "\"timestamp\"", new Timestamp(long.MaxValue, DateTimeKind.Utc), new Timestamp(long.MaxValue, DateTimeKind.Utc) },
        { "\"timestamp\"", DateTime.UnixEpoch.AddMicroseconds(-1), new Timestamp(-1, DateTimeKind.Utc) },
        { "\"timestamp_ntz\"", new DateTime(2020, 1, 1), new Timestamp(2020, 1, 1, 0, 0, 0, 0) },
        { "\"interval day to second\"", TimeSpan.FromMicroseconds(-1), TimeSpan.FromMicroseconds(-1) },
        { "\"interval year to month\"", -13, -13 },
        { "\"time(6)\"", new TimeOnly(23, 59, 59, 999, 999), new TimeOnly(23, 59, 59, 999, 999) },
        { "\"decimal(18,4)\"", -1.5m, -1.5m },
        { "\"decimal(18,18)\"", 0.999999999999999999m, 0.999999999999999999m },
        { "\"decimal(38,0)\"", decimal.MinValue, decimal.MinValue },
        { "\"decimal(38,28)\"", 1.5m, 1.5m },
        { "\"decimal(38,38)\"", SqlDecimal.Parse("0." + new string('9', 38)), SqlDecimal.Parse("0." + new string('9', 38)) },
        { "\"decimal(38,0)\"", SqlDecimal.Parse("-" + new string('9', 38)), SqlDecimal.Parse("-" + new string('9', 38)) },
        { "\"decimal(19,0)\"", -1, -1m },
        { "\"decimal(5,-2)\"", 1200, 1200m },
        { """{"type":"array","elementType":"integer","containsNull":true}""", new[] { 1, 2 }, new ArrayList { 1, 2 } },
        { """{"type":"array","elementType":"string","containsNull":true}""", new ArrayList { null, "a", null }, new ArrayList { null, "a", null } },
        { """{"type":"array","elementType":"void","containsNull":true}""", new ArrayList { null, null }, new ArrayList { null, null } },
        { """{"type":"map","keyType":"string","valueType":"long","valueContainsNull":true}""", new Dictionary<string, object?> { ["a"] = 1L, ["b"] = null }, new Hashtable { ["a"] = 1L, ["b"] = null } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_OfWhatWasWritten_GivesTheValueOfItsSparkType(string type, object? written, object? read)
    {
        var schema = new StructType([new StructField("before", new IntegerType()), new StructField("c", DataType.ParseDataType(type)), new StructField("after", new StringType())]);

        Row row = RoundTrip(schema, 1, written, "end");

        Assert.Equal(read, row[1]);
        Assert.Equal(read?.GetType(), row[1]?.GetType());
        Assert.Equal([1, "end"], [row[0], row[2]]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_OfNull_GivesNull(string type, object? written, object? read)
    {
        _ = (written, read);
        var schema = new StructType([new StructField("c", DataType.ParseDataType(type)), new StructField("after", new StringType())]);

        Assert.Equal([null, "end"], RoundTrip(schema, null, "end").Values);
    }

    [Fact]
    public void Read_OfNestedStructs_GivesRowsWithTheirSchema()
    {
        var inner = new StructType([new StructField("x", new IntegerType()), new StructField("y", new ArrayType(new StringType()))]);
        var schema = new StructType([new StructField("s", inner), new StructField("list", new ArrayType(inner))]);

        Row row = RoundTrip(schema, new GenericRow([1, new[] { "a" }]), new ArrayList { new GenericRow([null!, null!]), null });

        Row nested = row.GetAs<Row>("s");
        Assert.Equal(1, nested.Get("x"));
        Assert.Equal(["a"], nested.GetAs<string[]>("y"));
        Assert.Equal(inner, nested.Schema);
        Assert.Equal([null, null], ((Row)row.GetAs<ArrayList>("list")[0]!).Values);
        Assert.Null(row.GetAs<ArrayList>("list")[1]);
    }

    [Fact]
    public void Read_OfMoreThanEightColumns_FindsEachNullBit()
    {
        var schema = new StructType(Enumerable.Range(0, 19).Select(i => new StructField($"c{i}", new IntegerType())));
        for (int missing = 0; missing < 19; missing++)
        {
            object?[] values = Enumerable.Range(0, 19).Select(i => i == missing ? null : (object?)i).ToArray();
            Assert.Equal(values, RoundTrip(schema, values).Values);
        }
    }

    [Fact]
    public void Read_OfAnIntervalThatTimeSpanCannotHold_NamesTheColumn()
    {
        var schema = new StructType([new StructField("wait", new DayTimeIntervalType())]);
        var writer = new FrameWriter();
        writer.WriteByte(0);
        writer.WriteInt64(long.MaxValue);

        Assert.Contains("'wait'", Assert.Throws<OverflowException>(() => Decode(schema, writer.WrittenSpan.ToArray())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"interval\"")]
    [InlineData("\"geometry(SRID:0)\"")]
    [InlineData("""{"type":"udt","class":"a.B","sqlType":"integer"}""")]
    public void RowDecoder_OfATypeThatCannotBeCarried_NamesTheColumn(string json)
    {
        var schema = new StructType([new StructField("a", new StructType([new StructField("b", new ArrayType(DataType.ParseDataType(json)))]))]);

        Assert.Contains("'a.b[]'", Assert.Throws<NotSupportedException>(() => new RowDecoder(schema)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"integer\"", "text")]
    [InlineData("\"integer\"", 3_000_000_000L)]
    [InlineData("\"byte\"", 128)]
    [InlineData("\"double\"", "1.5")]
    [InlineData("\"string\"", 5)]
    [InlineData("\"decimal(3,1)\"", 100)]
    [InlineData("\"void\"", 1)]
    public void Write_OfAValueThatDoesNotFit_NamesTheColumnAndNotTheValue(string type, object value)
    {
        var encoder = new RowEncoder(new StructType([new StructField("c", DataType.ParseDataType(type))]));

        string message = Assert.Throws<ArgumentException>(() => encoder.Write(new FrameWriter(), [value])).Message;

        Assert.Contains("'c'", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToString(value, CultureInfo.InvariantCulture)!, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfNullWhereTheSchemaForbidsIt_IsRefused()
    {
        var encoder = new RowEncoder(new StructType([new StructField("c", new IntegerType(), isNullable: false)]));

        Assert.Throws<ArgumentException>(() => encoder.Write(new FrameWriter(), [null]));
        Assert.Throws<ArgumentException>(() => encoder.Write(new FrameWriter(), [1, 2]));
    }

    [Fact]
    public void Write_OfATimestampOfUnspecifiedKind_IsRefused()
    {
        var encoder = new RowEncoder(new StructType([new StructField("c", new TimestampType())]));

        Assert.Throws<ArgumentException>(() => encoder.Write(new FrameWriter(), [new DateTime(2020, 1, 1)]));
    }

    /// <summary>Every cut of a valid row ends in one exception, never in a crash.</summary>
    [Fact]
    public void Read_OfATruncatedRow_IsOneFrameException()
    {
        StructType schema = EverythingSchema();
        byte[] whole = Encode(schema, EverythingValues());
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.Throws<FrameException>(() => Decode(schema, cut));
        }

        Assert.Equal(schema.Fields.Count, Decode(schema, whole).Size());
    }

    [Theory]
    [InlineData("\"string\"")]
    [InlineData("\"binary\"")]
    [InlineData("""{"type":"array","elementType":"void","containsNull":true}""")]
    [InlineData("""{"type":"array","elementType":"long","containsNull":true}""")]
    [InlineData("""{"type":"map","keyType":"long","valueType":"long","valueContainsNull":true}""")]
    public void Read_OfAHugeLength_FailsWithoutAllocatingIt(string type)
    {
        var schema = new StructType([new StructField("c", DataType.ParseDataType(type))]);
        foreach (int length in new[] { int.MaxValue, -1, int.MinValue, 1 << 30 })
        {
            var writer = new FrameWriter();
            writer.WriteByte(0);
            writer.WriteInt32(length);
            writer.WriteInt64(0);
            byte[] bytes = writer.WrittenSpan.ToArray();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<FrameException>(() => Decode(schema, bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }
    }

    [Fact]
    public void Read_OfRandomDamage_IsARowOrAFrameException()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        StructType schema = EverythingSchema();
        byte[] whole = Encode(schema, EverythingValues());
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Decode(schema, damaged);
            }
            catch (Exception e) when (e is FrameException or OverflowException)
            {
                // The two ways in which bytes may be refused.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, input {Convert.ToHexString(damaged)}: {e}");
            }
        }
    }

    private static StructType EverythingSchema() => new(Values.Select((v, i) => new StructField($"c{i}", DataType.ParseDataType(v.Data.Item1))));

    private static object?[] EverythingValues() => Values.Select(v => v.Data.Item2).ToArray();

    private static Row RoundTrip(StructType schema, params object?[] values) => Decode(schema, Encode(schema, values));

    private static byte[] Encode(StructType schema, object?[] values)
    {
        var writer = new FrameWriter();
        new RowEncoder(schema).Write(writer, values);
        return writer.WrittenSpan.ToArray();
    }

    private static Row Decode(StructType schema, byte[] bytes)
    {
        var reader = new RowFrameReader(bytes);
        Row row = new RowDecoder(schema).Read(ref reader);
        reader.ExpectEnd();
        return row;
    }
}
