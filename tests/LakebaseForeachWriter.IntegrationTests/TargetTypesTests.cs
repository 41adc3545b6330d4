using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>What is special about single types of columns, by every path.</summary>
public sealed class TargetTypesTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const long FirstMicrosecond = -211_813_488_000_000_000 + 946_684_800_000_000;

    public static TheoryData<WriteMode, WritePath> Ways => new()
    {
        { WriteMode.Insert, WritePath.Unnest },
        { WriteMode.Insert, WritePath.Copy },
        { WriteMode.Insert, WritePath.Staged },
        { WriteMode.Upsert, WritePath.Unnest },
        { WriteMode.Upsert, WritePath.Staged },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Write_DatesAndTimesBeyondDotNets_KeepTheirValues(WriteMode mode, WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id int PRIMARY KEY, d date, ts timestamptz, ntz timestamp, days date[])");
        SourceSchema schema = Schema(
            ("id", Of(SourceTypeKind.Int)), ("d", Of(SourceTypeKind.Date)), ("ts", Of(SourceTypeKind.Timestamp)),
            ("ntz", Of(SourceTypeKind.TimestampNtz)), ("days", SourceType.ArrayOf(Of(SourceTypeKind.Date))));

        await WriteAsync(schema, With(mode, path),
        [
            [1, -719_163, -62_135_596_800_000_001, long.MaxValue, new object?[] { -719_163, null }],
            [2, -2_440_588, FirstMicrosecond, FirstMicrosecond, Array.Empty<object?>()],
            [3, 2_145_042_905, long.MaxValue, 253_402_300_800_000_000, null],
        ]);

        Assert.Equal(
            [
                "(1,\"0001-12-31 BC\",\"0001-12-31 23:59:59.999999 BC\",\"294247-01-10 04:00:54.775807\",\"{\"\"0001-12-31 BC\"\",NULL}\")",
                "(2,\"4714-11-24 BC\",\"4714-11-24 00:00:00 BC\",\"4714-11-24 00:00:00 BC\",{})",
                "(3,5874897-12-31,\"294247-01-10 04:00:54.775807\",\"10000-01-01 00:00:00\",)",
            ],
            await RowsAsync($"SELECT id, d, ts AT TIME ZONE 'UTC', ntz, days FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Write_NumbersOf38Digits_AreExact(WriteMode mode, WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id int PRIMARY KEY, whole numeric(38), small numeric(38,38), "
            + "wide numeric(60,30)[])");
        SourceSchema schema = Schema(
            ("id", Of(SourceTypeKind.Int)), ("whole", SourceType.Decimal(38, 0)), ("small", SourceType.Decimal(38, 38)),
            ("wide", SourceType.ArrayOf(SourceType.Decimal(38, 20))));
        Int128 digits = Int128.Parse("12345678901234567890123456789012345678");

        await WriteAsync(schema, With(mode, path), [[1, digits, -digits, new object?[] { digits, null }]]);

        Assert.Equal(
            ["(1,12345678901234567890123456789012345678,-0.12345678901234567890123456789012345678,"
                + "\"{123456789012345678.901234567890123456780000000000,NULL}\")"],
            await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Write_Citext_IsOneKeyInAnyCase(WriteMode mode, WritePath path)
    {
        if (!await TryAddExtensionAsync("citext"))
        {
            Assert.Skip("The server has no extension citext (Debian: postgresql-contrib).");
        }

        await ExecuteAsync($"CREATE TABLE {Table("t")} (name citext PRIMARY KEY, other citext[], n int)");
        SourceSchema schema = Schema(
            ("name", Of(SourceTypeKind.String)), ("other", SourceType.ArrayOf(Of(SourceTypeKind.String))), ("n", Of(SourceTypeKind.Int)));
        object?[][] rows = [["Abc", new object?[] { "X", null }, 1], ["abC", null, 2]];

        LakebaseWriterOptions options = With(mode, path);
        options.PrimaryKeys = mode == WriteMode.Upsert ? ["name"] : [];
        await WriteAsync(schema, options, mode == WriteMode.Upsert ? rows : rows[..1]);

        Assert.Equal(
            mode == WriteMode.Upsert ? ["(Abc,,2)"] : ["(Abc,\"{X,NULL}\",1)"],
            await RowsAsync($"SELECT * FROM {Table("t")} WHERE name = 'ABC'"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Write_DomainRefusesAValue_FailsNamingTheConstraint(WriteMode mode, WritePath path)
    {
        await ExecuteAsync($"CREATE DOMAIN {Table("short")} AS varchar(3) CONSTRAINT not_x CHECK (VALUE <> 'x')");
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id int PRIMARY KEY, name {Table("short")}, names {Table("short")}[])");
        SourceSchema schema = Schema(
            ("id", Of(SourceTypeKind.Int)), ("name", Of(SourceTypeKind.String)), ("names", SourceType.ArrayOf(Of(SourceTypeKind.String))));
        LakebaseWriterOptions options = With(mode, path);
        await WriteAsync(schema, options, [[1, "abc", new object?[] { "a", null }]]);

        LakebaseWriteException refused =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(schema, options, [[2, "x", null]]));
        LakebaseWriteException element =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(schema, options, [[3, "a", new object?[] { "x" }]]));

        Assert.Contains("not_x", refused.Message, StringComparison.Ordinal);
        Assert.Contains("not_x", element.Message, StringComparison.Ordinal);
        Assert.Equal(["(1,abc,\"{a,NULL}\")"], await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    private LakebaseWriterOptions With(WriteMode mode, WritePath path)
    {
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.WritePath = path;
        options.MaxRetryAttempts = 0;
        return options;
    }
}
