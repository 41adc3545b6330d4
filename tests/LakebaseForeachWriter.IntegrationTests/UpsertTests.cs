using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

public sealed class UpsertTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(1_000, "unnest-upsert")]
    [InlineData(12_000, "staged-upsert")]
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
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = 11_000;

        WriteSummary summary = await WriteAsync(Narrow, options, Enumerable.Range(0, 33_000).Select(i => new object?[] { (long)i, "x" }));

        Assert.Equal((3L, "staged-upsert"), (summary.Batches, summary.Path));
        Assert.Equal(33_000, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'lakebase_staging_%' AND relpersistence = 't'"));
    }
}
