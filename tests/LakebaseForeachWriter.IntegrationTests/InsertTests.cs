using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

public sealed class InsertTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    private static IEnumerable<object?[]> NarrowRows(int count) => Enumerable.Range(1, count).Select(i => new object?[] { (long)i, $"row {i}" });

    [Theory]
    [InlineData(WriteMode.Insert, 10, "unnest-insert")]
    [InlineData(WriteMode.Insert, 5_000, "copy")]
    [InlineData(WriteMode.BulkInsert, 10, "copy")]
    public async Task CompleteAsync_Rows_AreAllInTheTable(WriteMode mode, int count, string path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", mode);
        options.BatchSize = 5_000;

        WriteSummary summary = await WriteAsync(Narrow, options, NarrowRows(count));

        Assert.Equal(count, summary.Rows);
        Assert.Equal(1, summary.Batches);
        Assert.Equal(path, summary.Path);
        Assert.Equal(count, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE name = 'row ' || id"));
    }
}
