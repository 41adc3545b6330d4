using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>What a flush costs on a distant server.</summary>
public sealed class RoundTripTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int BatchSize = 10;

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
        await RoundTripsAsync(line, options, batches: 5, epoch: 0);

        // What an epoch costs beside its batches is the same for both.
        int few = await RoundTripsAsync(line, options, batches: 2, epoch: 1);
        int many = await RoundTripsAsync(line, options, batches: 6, epoch: 2);

        Assert.Equal(4 * expected, many - few);
    }

    private async Task<int> RoundTripsAsync(TappedLine line, LakebaseWriterOptions options, int batches, int epoch)
    {
        // Its time stands still, so that nobody looks at the table in between.
        await using LakebaseWriter writer = Writer(Narrow, options, new FakeClock());
        int before = line.RoundTrips;
        await writer.OpenAsync(new WriterContext { QueryId = "q", Epoch = epoch }, Cancellation);
        await writer.AppendAsync(
            Enumerable.Range(epoch * 1_000, batches * BatchSize).Select(id => new object?[] { (long)id, "x" }), Cancellation);
        WriteSummary summary = await writer.CompleteAsync(Cancellation);
        Assert.Equal(batches, summary.Batches);
        return line.RoundTrips - before;
    }
}
