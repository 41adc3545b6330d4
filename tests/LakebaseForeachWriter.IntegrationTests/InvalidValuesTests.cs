using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Values that their column cannot hold, by every path, as the option says.</summary>
public sealed class InvalidValuesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Rows = Schema(
        ("id", Of(SourceTypeKind.Long)),
        ("n", SourceType.Decimal(12, 4)),
        ("huge", Of(SourceTypeKind.Double)),
        ("small", Of(SourceTypeKind.Long)),
        ("cut", Of(SourceTypeKind.String)),
        ("padded", Of(SourceTypeKind.String)),
        ("nul", Of(SourceTypeKind.String)),
        ("j", Of(SourceTypeKind.String)),
        ("u", Of(SourceTypeKind.String)),
        ("d", Of(SourceTypeKind.Date)),
        ("ts", Of(SourceTypeKind.Timestamp)),
        ("list", SourceType.ArrayOf(Of(SourceTypeKind.String))),
        ("doc", SourceType.MapOf(Of(SourceTypeKind.String), Of(SourceTypeKind.String))));

    private static readonly object?[] Misfits =
    [
        1L, (Int128)12_395, 1e30, 40_000L, "äbcd ", "abcdef", "a\0b", "\"a\\u0000\\\\u0000\"", "no uuid", int.MaxValue, long.MinValue,
        new object?[] { "fit", "too long", null }, new (object, object?)[] { ("k", "v\0") },
    ];

    public static TheoryData<WriteMode, WritePath, InvalidValueHandling, string> Ways
    {
        get
        {
            string replaced = "(1,1.24,99999.99,32767,äbc,abc,a\uFFFDb,"
                + "\"\"\"a\uFFFD\\\\\\\\u0000\"\"\",,infinity,-infinity,\"{fit,too,NULL}\",\"{\"\"k\"\": \"\"v\uFFFD\"\"}\")";
            string nulled = "(1,,,,,,,,,,,\"{fit,NULL,NULL}\",\"{\"\"k\"\": null}\")";
            TheoryData<WriteMode, WritePath, InvalidValueHandling, string> ways = [];
            foreach (WritePath path in (WritePath[])[WritePath.Unnest, WritePath.Copy, WritePath.Staged])
            {
                WriteMode mode = path == WritePath.Copy ? WriteMode.Insert : WriteMode.Upsert;
                ways.Add(mode, path, InvalidValueHandling.Replace, replaced);
                ways.Add(mode, path, InvalidValueHandling.Null, nulled);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Write_ValuesThatDoNotFit_AreWrittenAsTheOptionSays(
        WriteMode mode, WritePath path, InvalidValueHandling handling, string expected)
    {
        await CreateAsync("");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        (options.WritePath, options.InvalidValues, options.ComplexTypes) = (path, handling, ComplexTypeHandling.Json);

        await WriteAsync(Rows, options, [Misfits]);

        Assert.Equal([expected], await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Theory]
    [InlineData(InvalidValueHandling.Fail, "digits behind the point")]
    [InlineData(InvalidValueHandling.Null, "no null")]
    public async Task Write_ValueThatDoesNotFitANotNullColumn_FailsNamingItAndNeverTheValue(InvalidValueHandling handling, string reason)
    {
        await CreateAsync("NOT NULL");
        LakebaseWriterOptions options = Options("t");
        (options.InvalidValues, options.ComplexTypes) = (handling, ComplexTypeHandling.Json);

        ValueConversionException refused = await Assert.ThrowsAsync<ValueConversionException>(() => WriteAsync(Rows, options, [Misfits]));

        Assert.Contains("'n' (decimal(12,4) → n numeric)", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("239", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Theory]
    [InlineData(InvalidValueHandling.Replace)]
    [InlineData(InvalidValueHandling.Null)]
    public async Task Upsert_KeyThatDoesNotFit_FailsWhateverTheOptionSays(InvalidValueHandling handling)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (name varchar(3) PRIMARY KEY, n int)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "name");
        options.InvalidValues = handling;
        SourceSchema schema = Schema(("name", Of(SourceTypeKind.String)), ("n", Of(SourceTypeKind.Int)));

        ValueConversionException refused =
            await Assert.ThrowsAsync<ValueConversionException>(() => WriteAsync(schema, options, [["abc", 1], ["abcd", 2]]));

        Assert.Contains("decides which row it is", refused.Message, StringComparison.Ordinal);
    }

    private Task CreateAsync(string constraint) => ExecuteAsync($"""
        CREATE TABLE {Table("t")} (id int PRIMARY KEY, n numeric(10,2) {constraint}, huge numeric(7,2), small smallint, cut varchar(3),
            padded char(3), nul text, j jsonb, u uuid, d date, ts timestamptz, list varchar(3)[], doc jsonb)
        """);
}
