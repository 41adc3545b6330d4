using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>What the appending thread may do while the server is at work.</summary>
public sealed class OverlapTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int BatchSize = 10;

    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)));

    [Theory]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic)]
    [InlineData(WriteMode.Insert, WritePath.Unnest)]
    [InlineData(WriteMode.Upsert, WritePath.Unnest)]
    [InlineData(WriteMode.Upsert, WritePath.Staged)]
    public async Task Append_QueueFullAndABatchSent_GoesOnBeforeTheServerAnswers(WriteMode mode, WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY)");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.BatchSize = BatchSize;
        options.QueueCapacity = 3 * BatchSize;
        options.WritePath = path;
        await using NpgsqlConnection other = new(ConnectionString);
        await using NpgsqlConnection another = new(ConnectionString);
        await using NpgsqlTransaction first = await HoldAsync(other, 1);
        await using NpgsqlTransaction second = await HoldAsync(another, BatchSize + 1);
        await using LakebaseWriter writer = Writer(Rows, options);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync(Enumerable.Range(1, 3 * BatchSize).Select(id => new object?[] { (long)id }), Cancellation);
        ValueTask<AppendWindow> waiting = writer.BeginAppendAsync(Cancellation);
        Assert.False(waiting.IsCompleted);

        // The first batch is committed; the second one is sent, and stands before the other transaction's row.
        await first.RollbackAsync(Cancellation);
        AppendWindow window = await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(0, window.Batch.RowCount);
        Assert.Equal(BatchSize, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        writer.EndAppend();
        await second.RollbackAsync(Cancellation);
        WriteSummary summary = await writer.CompleteAsync(Cancellation);
        Assert.Equal((3L * BatchSize, 3L), (summary.Rows, summary.Batches));
    }

    private async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, int id)
    {
        await connection.OpenAsync(Cancellation);
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
        await using NpgsqlCommand insert = new($"INSERT INTO {Table("t")} VALUES ({id})", connection, transaction);
        await insert.ExecuteNonQueryAsync(Cancellation);
        return transaction;
    }
}
