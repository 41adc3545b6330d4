using Lakebase.Flushing;
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

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task CompleteAsync_RowsInAnyOrder_ComeInThatOfThePrimaryKey(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        await WriteAsync(Narrow, Options("t", mode), NarrowRows(500).OrderBy(row => (long)row[0]! * 7919 % 503));

        Assert.Equal(
            Enumerable.Range(1, 500).Select(id => $"({id})"),
            await RowsAsync($"SELECT id FROM {Table("t")} ORDER BY ctid"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task CompleteAsync_TableThatNumbersRows_NumbersThemAsTheyCome(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text, arrival bigserial)");
        object?[][] rows = [.. NarrowRows(500).OrderBy(row => (long)row[0]! * 7919 % 503)];

        await WriteAsync(Narrow, Options("t", mode), rows);

        Assert.Equal(
            rows.Select(row => $"({row[0]})"),
            await RowsAsync($"SELECT id FROM {Table("t")} ORDER BY arrival"));
    }

    [Fact]
    public async Task CompleteAsync_MoreRowsThanABatch_WritesChunks()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        WriteSummary summary = await WriteAsync(Narrow, Options("t"), NarrowRows(2_500));

        Assert.Equal((2_500L, 3L), (summary.Rows, summary.Batches));
        Assert.Equal(2_500, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task Interval_IdleStream_CommitsWithoutCompletion()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using LakebaseWriter writer = Writer(Narrow, Options("t"));
        await writer.OpenAsync(new WriterContext(), Cancellation);

        await writer.AppendAsync(NarrowRows(3), Cancellation);

        await EventuallyAsync(async () => await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}") == 3);
        await writer.CompleteAsync(Cancellation);
    }

    [Fact]
    public async Task WhenIdle_QuietStream_CommitsEachRowThoughNoTimePasses()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t");
        options.FlushMode = FlushMode.WhenIdle;
        await using LakebaseWriter writer = Writer(Narrow, options, new FakeClock());
        await writer.OpenAsync(new WriterContext(), Cancellation);

        for (int rows = 1; rows <= 3; rows++)
        {
            await writer.AppendAsync([[(long)rows, "x"]], Cancellation);
            await EventuallyAsync(async () => await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}") == rows);
        }

        Assert.Equal(3, (await writer.CompleteAsync(Cancellation)).Batches);
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task AbortAsync_RowsNotFlushed_LeavesNothing(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", mode);
        options.BatchInterval = TimeSpan.FromHours(1);
        await using LakebaseWriter writer = Writer(Narrow, options);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync(NarrowRows(3), Cancellation);

        await writer.AbortAsync(new InvalidOperationException("the task was killed"));

        Assert.Equal(0, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await writer.CompleteAsync(Cancellation));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task CompleteAsync_OddNames_AreQuoted(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("Odd.Table")} (\"Select\" bigint, \"na\"\"me\" text, \"größe\" text)");
        SourceSchema schema = Schema(("Select", Of(SourceTypeKind.Long)), ("na\"me", Of(SourceTypeKind.String)), ("größe", Of(SourceTypeKind.String)));

        await WriteAsync(schema, Options("Odd.Table", mode), [[1L, "x", null]]);

        Assert.Equal(["(1,x,)"], await RowsAsync($"SELECT * FROM {Table("Odd.Table")}"));
    }

    [Fact]
    public async Task OpenAsync_CreateTable_MakesItOnceForManyPartitions()
    {
        // Several tables, since which of the server's catalogs the partitions collide in differs from race to race.
        foreach (string table in Enumerable.Range(0, 10).Select(number => $"made{number}"))
        {
            LakebaseWriterOptions options = Options(table, WriteMode.Upsert, "id");
            options.CreateTable = true;

            await Task.WhenAll(Enumerable.Range(0, 8).Select(partition => Task.Run(() => WriteOnItsOwnAsync(options, partition))));

            Assert.Equal(8, await ScalarAsync<long>($"SELECT count(*) FROM {Table(table)}"));
        }

        // As in an executor of its own: no plan of another partition to share.
        async Task WriteOnItsOwnAsync(LakebaseWriterOptions options, long partition)
        {
            await using LakebaseWriter writer = new(Narrow, options, time: null, loggers: null, Sources, new TargetPlanCache());
            await writer.OpenAsync(new WriterContext { Partition = partition }, Cancellation);
            await writer.AppendAsync([[partition, "x"]], Cancellation);
            await writer.CompleteAsync(Cancellation);
        }
    }
}
