using System.Collections;
using System.Data.SqlTypes;
using System.Globalization;
using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkTests;

// Every type arrives in Process exactly, nulls and edges included.
public abstract partial class SparkSuite
{
    [Fact]
    public void Process_NumbersAtTheirLimits_ArriveExactly() => AssertArrive(
        """
        VALUES
          (true, tinyint(-128), smallint(-32768), int(-2147483648), bigint('-9223372036854775808'), float('-Infinity'), double('NaN')),
          (false, tinyint(127), smallint(32767), int(2147483647), bigint('9223372036854775807'), float('1.4E-45'), double('1.7976931348623157E308')),
          (true, tinyint(0), smallint(-1), int(0), bigint(0), float('NaN'), double('-0.0')),
          (null, null, null, null, null, null, null)
        """,
        [true, sbyte.MinValue, short.MinValue, int.MinValue, long.MinValue, float.NegativeInfinity, double.NaN],
        [false, sbyte.MaxValue, short.MaxValue, int.MaxValue, long.MaxValue, float.Epsilon, double.MaxValue],
        [true, (sbyte)0, (short)-1, 0, 0L, float.NaN, -0.0],
        [null, null, null, null, null, null, null]);

    [Fact]
    public void Process_Decimals_KeepAll38Digits() => AssertArrive(
        """
        SELECT CAST(a AS DECIMAL(10,2)), CAST(b AS DECIMAL(18,0)), CAST(c AS DECIMAL(18,18)),
               CAST(d AS DECIMAL(28,10)), CAST(e AS DECIMAL(38,0)), CAST(f AS DECIMAL(38,38))
        FROM VALUES
          ('-12345678.91', '999999999999999999', '-0.000000000000000001', '123456789012345678.0123456789',
           '99999999999999999999999999999999999999', '-0.99999999999999999999999999999999999999'),
          ('0', '-999999999999999999', '0.5', '-0.0000000001', '-7', '0.00000000000000000000000000000000000001'),
          (null, null, null, null, null, null) AS rows(a, b, c, d, e, f)
        """,
        [
            -12345678.91m, 999999999999999999m, -0.000000000000000001m, 123456789012345678.0123456789m,
            SqlDecimal.Parse("99999999999999999999999999999999999999"), SqlDecimal.Parse("-0.99999999999999999999999999999999999999"),
        ],
        [0.00m, -999999999999999999m, 0.500000000000000000m, -0.0000000001m, -7m, SqlDecimal.Parse("0.00000000000000000000000000000000000001")],
        [null, null, null, null, null, null]);

    [Fact]
    public void Process_TextAndBinary_ArriveWhateverTheirLengthAndAlphabet() => AssertArrive(
        """
        SELECT * FROM VALUES
          ('', X''),
          ('žluťoučký 漢字 😀 \u0000 \t\n\'"\\', X'00FF7F80'),
          (repeat('😀x', 1000000), X'01'),
          (null, null)
        """,
        ["", Array.Empty<byte>()],
        ["žluťoučký 漢字 😀 \0 \t\n'\"\\", new byte[] { 0, 255, 127, 128 }],
        [string.Concat(Enumerable.Repeat("😀x", 1_000_000)), new byte[] { 1 }],
        [null, null]);

    [Fact]
    public void Process_DatesAndTimestamps_KeepSparksWholeRange() => AssertArrive(
        """
        VALUES
          (DATE '1970-01-01', TIMESTAMP '2024-07-01 12:34:56.123456 America/New_York', TIMESTAMP_NTZ '2024-07-01 12:34:56.123456'),
          (DATE '0001-01-01', TIMESTAMP '0001-01-01 00:00:00 UTC', TIMESTAMP_NTZ '0001-01-01 00:00:00'),
          (DATE '1582-10-10', TIMESTAMP '1582-10-10 01:02:03.000001 UTC', TIMESTAMP_NTZ '1582-10-10 01:02:03.000001'),
          (DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999 UTC', TIMESTAMP_NTZ '9999-12-31 23:59:59.999999'),
          (date_from_unix_date(-1000000), timestamp_micros(-200000000000000000L), TIMESTAMP_NTZ '-4000-01-01 00:00:00'),
          (date_from_unix_date(10000000), timestamp_micros(9000000000000000000L), TIMESTAMP_NTZ '+20000-01-01 00:00:00'),
          (null, null, null)
        """,
        [new Date(1970, 1, 1), new Timestamp(2024, 7, 1, 16, 34, 56, 123456), new Timestamp(2024, 7, 1, 12, 34, 56, 123456)],
        [new Date(1, 1, 1), new Timestamp(1, 1, 1, 0, 0, 0, 0), new Timestamp(1, 1, 1, 0, 0, 0, 0)],
        [new Date(1582, 10, 10), new Timestamp(1582, 10, 10, 1, 2, 3, 1), new Timestamp(1582, 10, 10, 1, 2, 3, 1)],
        [new Date(9999, 12, 31), new Timestamp(9999, 12, 31, 23, 59, 59, 999999), new Timestamp(9999, 12, 31, 23, 59, 59, 999999)],
        [new Date(-1_000_000), Instant(-200_000_000_000_000_000), Instant(-188_395_027_200_000_000)],
        [new Date(10_000_000), Instant(9_000_000_000_000_000_000), Instant(568_971_820_800_000_000)],
        [null, null, null]);

    [Fact]
    public void Process_Intervals_ArriveAsMonthsAndTimeSpans() => AssertArrive(
        """
        VALUES
          (INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3 04:05:06.789012' DAY TO SECOND, INTERVAL '7' YEAR, INTERVAL '90' MINUTE),
          (INTERVAL '-178956970-8' YEAR TO MONTH, INTERVAL '-10000000 00:00:00.000001' DAY TO SECOND, INTERVAL '0' YEAR, INTERVAL '-1' MINUTE),
          (null, null, null, null)
        """,
        [14, new TimeSpan(3, 4, 5, 6) + TimeSpan.FromMicroseconds(789012), 84, TimeSpan.FromMinutes(90)],
        [int.MinValue, -TimeSpan.FromDays(10_000_000) - TimeSpan.FromMicroseconds(1), 0, TimeSpan.FromMinutes(-1)],
        [null, null, null, null]);

    [Fact]
    public void Process_NestedValues_ArriveWithTheirNulls() => AssertArrive(
        """
        VALUES
          (array(1, null, 3), array(array('a', null), null, array()), map('k', array(1.5D, null), 'n', null),
           named_struct('x', 1, 'y', named_struct('z', null)), NULL),
          (array(), array(), map(), named_struct('x', null, 'y', null), NULL),
          (null, null, null, null, NULL)
        """,
        [
            List(1, null, 3), List(List("a", null), null, List()), Map(("k", List(1.5, null)), ("n", null)),
            Struct(1, Struct([null])), null,
        ],
        [List(), List(), Map(), Struct(null, null), null],
        [null, null, null, null, null]);

    [Fact]
    public void Process_StructuresInStructures_ArriveAtAnyDepth() => AssertArrive(
        """
        SELECT
          array(named_struct('at', TIMESTAMP '2000-01-01 00:00:00 UTC', 'parts', array(named_struct('n', CAST(1 AS DECIMAL(38,0)), 'raw', X'AB'))), null),
          map(1, named_struct('days', array(DATE '2020-02-29', null)), 2, null),
          map(named_struct('k', 1), map('deep', array(map(true, tinyint(1)))))
        """,
        [
            List(Struct(new Timestamp(2000, 1, 1, 0, 0, 0, 0), List(Struct(1m, new byte[] { 0xAB }))), null),
            Map((1, Struct(List(new Date(2020, 2, 29), null))), (2, null)),
            Map((Struct(1), Map(("deep", List(Map((true, (sbyte)1))))))),
        ]);

    [Fact]
    public void Process_WideRow_KeepsEveryColumnsNull()
    {
        // More than one byte of null bitmap, every third column null.
        int?[] columns = [.. Enumerable.Range(0, 70).Select(i => i % 3 == 0 ? (int?)null : i)];
        string select = string.Join(
            ", ", columns.Select((value, i) => $"CAST({value?.ToString(CultureInfo.InvariantCulture) ?? "NULL"} AS INT) AS c{i}"));
        AssertArrive($"SELECT {select}", [.. columns.Cast<object?>()]);
    }

    [Fact]
    public void Process_VariantAndCollatedText_ArriveOnSpark4()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 0), "Spark 3.5 has neither.");
        AssertArrive(
            """
            VALUES
              (parse_json('{"a":[1,null,"x"],"b":1.25}'), array(parse_json('true'), null), 'Straße' COLLATE UTF8_LCASE, array('É' COLLATE UNICODE_CI)),
              (parse_json('null'), array(), '' COLLATE UTF8_LCASE, null),
              (null, null, null, null)
            """,
            ["""{"a":[1,null,"x"],"b":1.25}""", List("true", null), "Straße", List("É")],
            ["null", List(), "", null],
            [null, null, null, null]);
    }

    [Fact]
    public void Process_TimeOfDay_ArrivesOnSpark41()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 1), "Spark has TIME from 4.1 on.");
        SparkSession.SetActiveSession(Session);
        Session.Conf().Set("spark.sql.timeType.enabled", true);
        AssertArrive(
            "SELECT * FROM VALUES (TIME '00:00:00', array(TIME '12:34:56.5')), (TIME '23:59:59.999999', array(null)), (null, null)",
            [new TimeOnly(0), List(new TimeOnly(12, 34, 56, 500))],
            [new TimeOnly(23, 59, 59, 999, 999), List([null])],
            [null, null]);
    }

    [Fact]
    public void Process_Row_IsReadByNameAndConverts()
    {
        Recording recording = NewRecording();
        Run(StreamOf("SELECT 7L AS big, 'seven' AS name, array(1, 2) AS list, map('a', 1L) AS map"), new ConvertingWriter(recording));
        Assert.Equal(["(Int32 7, 'seven', [Int32 1, Int32 2], {'a': Int64 1}, 'big long')"], recording.Rows);
    }

    private static Timestamp Instant(long microseconds) => new(microseconds, DateTimeKind.Utc);

    private static ArrayList List(params object?[] values) => new(values);

    private static Hashtable Map(params (object Key, object? Value)[] entries)
    {
        Hashtable map = [];
        foreach ((object key, object? value) in entries)
        {
            map.Add(key, value);
        }

        return map;
    }

    private static Row Struct(params object?[] values) => new GenericRow(values!);

    private void AssertArrive(string select, params object?[][] rows)
    {
        Recording recording = NewRecording();
        Run(StreamOf(select), new RecordingWriter(recording));
        Assert.Equal(rows.Select(ValueText.OfRow), recording.Rows);
    }
}
