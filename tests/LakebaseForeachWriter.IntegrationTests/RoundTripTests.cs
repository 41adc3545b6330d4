using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>What a flush costs on a distant server.</summary>
public sealed class RoundTripTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int BatchSize = 10;

    /// <summary>Afterwards a session is warm, and its round trip was measured.</summary>
    private const int EpochsUntilTheWayIsKnown = 3;

    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Automatic, false, 1)]
    [InlineData(WriteMode.Insert, WritePath.Automatic, true, 1)]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic, false, 2)]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic, true, 3)]
    [InlineData(WriteMode.Upsert, WritePath.Automatic, false, 1)]
    [InlineData(WriteMode.Upsert, WritePath.Automatic, true, 1)]
    [InlineData(WriteMode.Upsert, WritePath.Staged, false, 3)]
    [InlineData(WriteMode.Upsert, WritePath.Staged, true, 3)]
    public async Task FlushAsync_EachPath_TakesNoMoreRoundTripsThanThis(WriteMode mode, WritePath path, bool hasLedger, int expected)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using TappedLine line = new(ConnectionString);
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        (options.Host, options.Port, options.BatchSize, options.WritePath) = ("127.0.0.1", line.Port, BatchSize, path);
        options.LedgerTable = hasLedger ? Table("ledger") : null;
        FakeClock clock = new();
        for (int epoch = 0; epoch < EpochsUntilTheWayIsKnown; epoch++)
        {
            await RoundTripsAsync(line, options, batches: 2, epoch, clock);
        }

        // What an epoch costs beside its batches is the same for both.
        int few = await RoundTripsAsync(line, options, batches: 2, epoch: EpochsUntilTheWayIsKnown, clock);
        int many = await RoundTripsAsync(line, options, batches: 6, epoch: EpochsUntilTheWayIsKnown + 1, clock);

        Assert.Equal(4 * expected, many - few);
    }

    [Theory]
    [InlineData(WriteMode.Insert, false, 2)]
    [InlineData(WriteMode.Insert, true, 2)] // The ledger's claim.
    [InlineData(WriteMode.Upsert, false, 1)]
    [InlineData(WriteMode.BulkInsert, false, 2)]
    [InlineData(WriteMode.BulkInsert, true, 4)] // The ledger's claim and its statement.
    public async Task Epoch_OfATableThatTheProcessKnows_TakesNoMoreRoundTripsThanThis(WriteMode mode, bool hasLedger, int expected)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using TappedLine line = new(ConnectionString);
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        (options.Host, options.Port, options.BatchSize) = ("127.0.0.1", line.Port, BatchSize);
        options.LedgerTable = hasLedger ? Table("ledger") : null;
        FakeClock clock = new();
        for (int epoch = 0; epoch < EpochsUntilTheWayIsKnown; epoch++)
        {
            await RoundTripsAsync(line, options, batches: 1, epoch, clock);
        }

        // That the table is still the same is asked in the message of the rows, where there is but one and it may be sent twice, and said by
        // COPY itself.
        Assert.Equal(expected, await RoundTripsAsync(line, options, batches: 1, EpochsUntilTheWayIsKnown, clock));
    }

    [Theory]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task Epoch_WithoutAQuestionOfItsOwn_IsKnownToTheServerByItsName(WriteMode mode)
    {
        await ExecuteAsync(
            $"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text, written_by text DEFAULT current_setting('application_name'))");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        FakeClock clock = new();
        for (int partition = 0; partition < 5; partition++)
        {
            await using LakebaseWriter writer = Writer(Narrow, options, clock);
            await writer.OpenAsync(new WriterContext { QueryName = "q", Partition = partition }, Cancellation);
            await writer.AppendAsync([[(long)partition, "x"]], Cancellation);
            await writer.CompleteAsync(Cancellation);
        }

        Assert.Equal(
            Enumerable.Range(0, 5).Select(partition => $"({options.ApplicationName} q p{partition})"),
            (await RowsAsync($"SELECT written_by FROM {Table("t")} ORDER BY id")).Select(row => row.Replace("\"", "", StringComparison.Ordinal)));
    }

    // Time stands still, so that nobody looks at the table in between.
    private async Task<int> RoundTripsAsync(
        TappedLine line, LakebaseWriterOptions options, int batches, int epoch, FakeClock clock)
    {
        await using LakebaseWriter writer = Writer(Narrow, options, clock);
        int before = line.RoundTrips;
        await writer.OpenAsync(new WriterContext { QueryId = "q", Epoch = epoch }, Cancellation);
        await writer.AppendAsync(
            Enumerable.Range(epoch * 1_000, batches * BatchSize).Select(id => new object?[] { (long)id, "x" }), Cancellation);
        WriteSummary summary = await writer.CompleteAsync(Cancellation);
        Assert.Equal(batches, summary.Batches);
        return line.RoundTrips - before;
    }
}
