using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

public sealed class UpsertTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(1_000, "unnest-upsert")]
    [InlineData(25_000, "staged-upsert")]
    public async Task CompleteAsync_ExistingAndNewKeys_OverwritesAndInserts(int count, string path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text, other int DEFAULT 7)");
        await ExecuteAsync($"INSERT INTO {Table("t")} SELECT i, 'old', 8 FROM generate_series(1, {count / 2}) i");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = count;

        WriteSummary summary = await WriteAsync(Narrow, options, Enumerable.Range(1, count).Select(i => new object?[] { (long)i, "new" }));

        Assert.Equal(path, summary.Path);
        Assert.Equal([$"({count},{count},{count / 2})"], await RowsAsync(
            $"SELECT count(*), count(*) FILTER (WHERE name = 'new'), count(*) FILTER (WHERE other = 8) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_NullInTheKey_FailsNamingTheColumn()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint UNIQUE, name text)");

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(Narrow, Options("t", WriteMode.Upsert, "id"), [[null, "x"]]));

        Assert.Contains("'id'", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsTransient);
    }

    [Fact]
    public async Task CompleteAsync_StagedTwice_MakesOneStagingTablePerSession()
    {
        // Tests beside this one have staging tables of their own on the same server: of none of them c20 is the last column.
        const int Flags = 19;
        string[] flags = [.. Enumerable.Range(0, Flags).Select(i => $"flag{i}")];
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text, {string.Join(" boolean, ", flags)} boolean)");
        SourceSchema rows = Schema(
            [("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)), .. flags.Select(flag => (flag, Of(SourceTypeKind.Boolean)))]);
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = 11_000;
        options.WritePath = WritePath.Staged;

        WriteSummary summary = await WriteAsync(
            rows, options, Enumerable.Range(0, 33_000).Select(i => (object?[])[(long)i, "x", .. Enumerable.Repeat((object?)true, Flags)]));

        Assert.Equal((3L, "staged-upsert"), (summary.Batches, summary.Path));
        Assert.Equal(33_000, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(1, await ScalarAsync<long>(
            """
            SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relname LIKE 'lakebase_staging_%' AND c.relpersistence = 't' AND a.attname = 'c20' AND a.attnum = c.relnatts
            """));
    }
}
