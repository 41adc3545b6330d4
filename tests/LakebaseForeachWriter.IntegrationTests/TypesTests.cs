using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Every source type with nulls and edge values, through every path, into tables that we make and tables that exist.</summary>
public sealed class TypesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const long Micros = 1_000_000;

    private static readonly SourceSchema All = Schema(
        ("id", Of(SourceTypeKind.Int)),
        ("b", Of(SourceTypeKind.Boolean)),
        ("i1", Of(SourceTypeKind.Byte)),
        ("i2", Of(SourceTypeKind.Short)),
        ("i8", Of(SourceTypeKind.Long)),
        ("f4", Of(SourceTypeKind.Float)),
        ("f8", Of(SourceTypeKind.Double)),
        ("dec", SourceType.Decimal(38, 10)),
        ("txt", Of(SourceTypeKind.String)),
        ("bin", Of(SourceTypeKind.Binary)),
        ("d", Of(SourceTypeKind.Date)),
        ("ts", Of(SourceTypeKind.Timestamp)),
        ("ntz", Of(SourceTypeKind.TimestampNtz)),
        ("dt", Of(SourceTypeKind.DayTimeInterval)),
        ("ym", Of(SourceTypeKind.YearMonthInterval)),
        ("v", Of(SourceTypeKind.Variant)),
        ("arr", SourceType.ArrayOf(Of(SourceTypeKind.String))),
        ("nums", SourceType.ArrayOf(Of(SourceTypeKind.Long))));

    private static readonly object?[][] Rows =
    [
        [1, true, (sbyte)127, short.MaxValue, long.MaxValue, float.MaxValue, double.MaxValue, Int128.Parse("99999999999999999999999999999999999999"),
            "héllo 😀 \"q\"", new byte[] { 0, 1, 255 }, 2_932_896, 253_402_300_799L * Micros, -1L, 93_784_000_001L, 14, "{\"a\":[1,null]}",
            new object?[] { "x", null, "" }, new object?[] { 1L, null, long.MinValue }],
        [2, false, (sbyte)-128, short.MinValue, long.MinValue, float.NaN, double.NegativeInfinity, Int128.Parse("-1"),
            "", Array.Empty<byte>(), -719_162, -62_135_596_800L * Micros, 0L, -1L, -1, "null", Array.Empty<object?>(), Array.Empty<object?>()],
        [3, .. new object?[17]],
    ];

    private static readonly string[] Expected =
    [
        "1|t|127|32767|9223372036854775807|3.4028235e+38|1.7976931348623157e+308|9999999999999999999999999999.9999999999|héllo 😀 \"q\"|\\x0001ff|9999-12-31|9999-12-31 23:59:59+00|1969-12-31 23:59:59.999999|26:03:04.000001|1 year 2 mons|{\"a\": [1, null]}|{x,NULL,\"\"}|{1,NULL,-9223372036854775808}",
        "2|f|-128|-32768|-9223372036854775808|NaN|-Infinity|-0.0000000001||\\x|0001-01-01|0001-01-01 00:00:00+00|1970-01-01 00:00:00|-00:00:00.000001|-1 mons|null|{}|{}",
        "3|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~",
    ];

    public static TheoryData<WriteMode, int> Paths => new()
    {
        { WriteMode.Insert, 1 }, { WriteMode.Insert, 2_000 }, { WriteMode.BulkInsert, 1 }, { WriteMode.Upsert, 1 }, { WriteMode.Upsert, 400 },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task CompleteAsync_TableWeMake_HoldsEveryTypesEdgeValues(WriteMode mode, int times)
    {
        LakebaseWriterOptions options = Options("made", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.CreateTable = true;
        options.BatchSize = 10_000;

        await WriteAsync(All, options, Repeat(times));

        Assert.Equal(Expected, await TextOfFirstRowsAsync("made"));
        Assert.Equal(3L * times, await ScalarAsync<long>($"SELECT count(*) FROM {Table("made")}"));
    }

    [Theory]
    [InlineData(WriteMode.Insert, 1)]
    [InlineData(WriteMode.Insert, 2_000)]
    [InlineData(WriteMode.BulkInsert, 1)]
    [InlineData(WriteMode.Upsert, 1)]
    [InlineData(WriteMode.Upsert, 12_000)]
    public async Task CompleteAsync_TableThatExists_TakesOtherTypesToo(WriteMode mode, int times)
    {
        string mood = Table("mood");
        await ExecuteAsync($"CREATE TYPE {mood} AS ENUM ('sad', 'happy')");
        await ExecuteAsync($"CREATE DOMAIN {Table("positive")} AS integer CHECK (VALUE > 0)");
        await ExecuteAsync($"""
            CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, u uuid, j jsonb, m {mood}, vc varchar(5), n numeric, ip inet, day date, pos {Table("positive")},
                small smallint, at timestamp, made bigint GENERATED ALWAYS AS (id * 2) STORED, extra text DEFAULT 'd')
            """);
        SourceSchema schema = Schema(
            ("id", Of(SourceTypeKind.Int)), ("u", Of(SourceTypeKind.String)), ("j", Of(SourceTypeKind.String)), ("m", Of(SourceTypeKind.String)),
            ("vc", Of(SourceTypeKind.String)), ("n", Of(SourceTypeKind.Long)), ("ip", Of(SourceTypeKind.String)), ("day", Of(SourceTypeKind.String)),
            ("pos", Of(SourceTypeKind.Int)), ("small", Of(SourceTypeKind.Long)), ("at", Of(SourceTypeKind.TimestampNtz)));
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.BatchSize = 12_000;

        await WriteAsync(schema, options, Enumerable.Range(0, times).Select(i => new object?[]
        {
            i, "0188d2ca-9d0a-7c3e-8b4f-000000000001", "{\"k\": 1}", "happy", "abcde", 12L, "10.0.0.1", "2013-01-02", 5, 300L, 0L,
        }));

        Assert.Equal(
            ["(0,0188d2ca-9d0a-7c3e-8b4f-000000000001,\"{\"\"k\"\": 1}\",happy,abcde,12,10.0.0.1,2013-01-02,5,300,\"1970-01-01 00:00:00\",0,d)"],
            await RowsAsync($"SELECT * FROM {Table("t")} WHERE id = 0"));
        Assert.Equal(times, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    private static IEnumerable<object?[]> Repeat(int times) =>
        Enumerable.Range(0, times).SelectMany(round => Rows.Select(row => (object?[])[(int)row[0]! + (round * 3), .. row[1..]]));

    private async Task<string[]> TextOfFirstRowsAsync(string table)
    {
        string columns = string.Join(" || '|' || ", All.Columns.Select(column => $"coalesce({column.Name}::text, '~')"))
            .Replace("coalesce(b::text", "coalesce(left(b::text, 1)", StringComparison.Ordinal)
            .Replace("coalesce(ts::text", "coalesce((ts AT TIME ZONE 'UTC')::text || '+00'", StringComparison.Ordinal);
        return await ScalarAsync<string[]>($"SELECT array_agg({columns} ORDER BY id) FROM {Table(table)} WHERE id <= 3");
    }
}
