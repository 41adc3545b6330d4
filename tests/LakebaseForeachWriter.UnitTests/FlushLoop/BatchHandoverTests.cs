using Lakebase.Buffering;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.FlushLoop;

public sealed class BatchHandoverTests : IAsyncDisposable
{
    private const int BatchRows = 2;

    private readonly FakeClock _clock = new();
    private BatchHandover? _handover;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _handover?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Return_BatchesLeft_TellsTheAppenderWhenTheNextOneIsSent()
    {
        BatchHandover handover = Start(batches: 3);
        Task room = Fill(handover);
        await CommitAsync(handover);
        Assert.False(room.IsCompleted);

        handover.TellRoom();

        Assert.True(room.IsCompleted);
    }

    [Fact]
    public async Task Return_NobodySaysThatTheNextOneIsSent_TellsTheAppenderWithItsCommit()
    {
        BatchHandover handover = Start(batches: 4);
        Task room = Fill(handover);
        await CommitAsync(handover);
        Assert.False(room.IsCompleted);

        await CommitAsync(handover);

        Assert.True(room.IsCompleted);
    }

    [Fact]
    public async Task Return_OnlyOneBatchLeft_TellsTheAppenderAtOnce()
    {
        BatchHandover handover = Start(batches: 2);
        Task room = Fill(handover);

        await CommitAsync(handover);

        Assert.True(room.IsCompleted);
    }

    [Fact]
    public async Task TryOpenWindow_RoomThatNobodyWasToldOf_IsGiven()
    {
        BatchHandover handover = Start(batches: 3);
        _ = Fill(handover);
        await CommitAsync(handover);

        Assert.True(handover.TryOpenWindow(out _, out _));
    }

    private BatchHandover Start(int batches) => _handover = new BatchHandover(
        new FlushLoopSettings(
            BatchRows, BatchBytes: 1 << 20, FlushMode.SizeOrInterval, TimeSpan.FromSeconds(1), QueueRows: batches * BatchRows, QueueBytes: 1 << 22),
        new BatchPool(NumberBatch.Create),
        _clock);

    // Appends until there is no room; what it waits for then.
    private static Task Fill(BatchHandover handover)
    {
        handover.BeginAppend();
        Task? room;
        while (handover.TryOpenWindow(out AppendWindow window, out room))
        {
            for (int i = 0; i < BatchRows; i++)
            {
                NumberBatch.Add(window.Batch, i);
            }

            handover.ContinueAppend();
        }

        return room;
    }

    private static async Task CommitAsync(BatchHandover handover)
    {
        RowBatch batch = (await handover.TakeAsync(Cancellation))!;
        int rows = batch.RowCount;
        long bytes = batch.ByteCount;
        batch.Reset();
        handover.Return(batch, rows, bytes);
    }
}
