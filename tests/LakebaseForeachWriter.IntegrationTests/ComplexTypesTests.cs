using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Structs, maps and arrays of them, through every path, as PostgreSQL reads them back.</summary>
public sealed class ComplexTypesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceType Place = SourceType.StructOf(
        new SourceColumn("Näme \"q\"", Of(SourceTypeKind.String)),
        new SourceColumn("amount", SourceType.Decimal(38, 10)),
        new SourceColumn("at", Of(SourceTypeKind.Timestamp)),
        new SourceColumn("ratio", Of(SourceTypeKind.Double)),
        new SourceColumn("bytes", Of(SourceTypeKind.Binary)));

    private static readonly SourceSchema Columns = Schema(
        ("id", Of(SourceTypeKind.Int)),
        ("place", Place),
        ("tags", SourceType.MapOf(Of(SourceTypeKind.Date), SourceType.ArrayOf(Place))),
        ("places", SourceType.ArrayOf(Place)));

    private static readonly object?[] Full =
        ["a\\\"ü\n😀", Int128.Parse("-99999999999999999999999999999999999999"), 1_000_001L, double.NegativeInfinity, new byte[] { 0, 255 }];

    private static readonly object?[] Empty = new object?[5];

    [Theory]
    [InlineData(WriteMode.Insert, 1)]
    [InlineData(WriteMode.Insert, 3_000)]
    [InlineData(WriteMode.BulkInsert, 2)]
    [InlineData(WriteMode.Upsert, 2)]
    [InlineData(WriteMode.Upsert, 12_000)]
    public async Task CompleteAsync_ComplexTypesAsJson_HoldsKeysAndValuesExactly(WriteMode mode, int count)
    {
        LakebaseWriterOptions options = Options("made", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.CreateTable = true;
        options.ComplexTypes = ComplexTypeHandling.Json;
        options.BatchSize = 12_000;

        await WriteAsync(Columns, options, Enumerable.Range(0, count).Select(i => (object?[])
            [i, Full, new (object, object?)[] { (-1, new object?[] { Full, null }), (0, null) }, new object?[] { Empty, null }]));

        const string FullJson = """jsonb_build_object('Näme "q"', E'a\\"ü\n😀', 'amount', -9999999999999999999999999999.9999999999, 'at', '1970-01-01T00:00:01.000001Z', 'ratio', '-Infinity', 'bytes', 'AP8=')""";
        const string Nothing = """jsonb_build_object('Näme "q"', null, 'amount', null, 'at', null, 'ratio', null, 'bytes', null)""";
        Assert.Equal(count, await ScalarAsync<long>($"""
            SELECT count(*) FROM {Table("made")} WHERE place = {FullJson}
                AND tags = jsonb_build_object('1969-12-31', jsonb_build_array({FullJson}, null), '1970-01-01', null)
                AND places = jsonb_build_array({Nothing}, null)
            """));
    }

    [Fact]
    public async Task CompleteAsync_ColumnsThatExist_TakeJsonAsJsonTextAndArraysOfJsonb()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id int, place text, tags json, places jsonb[])");
        LakebaseWriterOptions options = Options("t");
        options.ComplexTypes = ComplexTypeHandling.Json;

        await WriteAsync(Columns, options, [[1, Empty, Array.Empty<(object, object?)>(), new object?[] { Empty, null }], [2, null, null, null]]);

        const string NothingText = """{"Näme \"q\"":null,"amount":null,"at":null,"ratio":null,"bytes":null}""";
        Assert.Equal(1, await ScalarAsync<long>($"""
            SELECT count(*) FROM {Table("t")} WHERE id = 1 AND place = '{NothingText}' AND tags::text = '{"{}"}'
                AND places = ARRAY['{NothingText}'::jsonb, NULL]
            """));
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE id = 2 AND num_nulls(place, tags, places) = 3"));
    }

    [Fact]
    public async Task AppendAsync_NulInsideOfAStruct_NamesTheColumnAndNotTheValue()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (s jsonb)");
        LakebaseWriterOptions options = Options("t");
        options.ComplexTypes = ComplexTypeHandling.Json;
        SourceSchema schema = Schema(("s", SourceType.StructOf(new SourceColumn("a", Of(SourceTypeKind.String)))));

        ValueConversionException error = await Assert.ThrowsAnyAsync<ValueConversionException>(
            () => WriteAsync(schema, options, [[new object?[] { "s3cret\0" }]]));

        Assert.Contains("'s'", error.Message, StringComparison.Ordinal);
        Assert.Contains("NUL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }
}
