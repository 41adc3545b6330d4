using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Stage;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.SyncedTables;

public class StageRoomTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AlmostPatience = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeClock _clock = new();
    private readonly StageRoom _room;

    public StageRoomTests() => _room = new StageRoom(2, _clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_PlaceFree_DoesNotWait()
    {
        Assert.True(Enter(0).IsCompletedSuccessfully);
        Assert.True(Enter(1).IsCompletedSuccessfully);
        Task third = Enter(2);

        Assert.False(third.IsCompleted);
        _room.Leave();
        await third.WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    public async Task EnterAsync_NobodyGetsOn_SaysWhatToRaise()
    {
        await FillAsync();
        Task waiting = Enter(7);

        await AdvanceAsync(Patience);

        SyncedTableException error = await Assert.ThrowsAsync<SyncedTableException>(() => waiting.WaitAsync(Deadline, Cancellation));
        Assert.Contains("partition 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("all 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxConnections", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task EnterAsync_OthersGetOn_WaitsLongerThanThePatience()
    {
        await FillAsync();
        Task waiting = Enter(7);

        for (int i = 0; i < 5; i++)
        {
            await AdvanceAsync(AlmostPatience);
            _room.Progress();
        }

        Assert.False(waiting.IsCompleted);
        _room.Leave();
        await waiting.WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    public async Task EnterAsync_OthersStoodStillBefore_CountsFromItsOwnComing()
    {
        await FillAsync();
        _clock.Advance(Patience + Patience);
        Task waiting = Enter(7);

        await AdvanceAsync(AlmostPatience);

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_GaveUp_TakesNoPlaceLater()
    {
        await FillAsync();
        Task waiting = Enter(7);
        await AdvanceAsync(Patience);
        await Assert.ThrowsAsync<SyncedTableException>(() => waiting.WaitAsync(Deadline, Cancellation));

        _room.Leave();

        Assert.True(Enter(8).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task EnterAsync_Cancelled_EndsAsCancelled()
    {
        await FillAsync();
        using CancellationTokenSource stop = new();
        Task waiting = _room.EnterAsync(7, Patience, stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline, Cancellation));
    }

    private Task Enter(int partition) => _room.EnterAsync(partition, Patience, Cancellation).AsTask();

    private async Task FillAsync()
    {
        await Enter(0);
        await Enter(1);
    }

    // A wait that has run out begins the next one on another thread: only with its timer the clock may go on.
    private async Task AdvanceAsync(TimeSpan by)
    {
        await Eventually.HoldsAsync(
            () => Task.FromResult(_clock.WaitingTimers == 1), Deadline, () => "the wait has no timer", Cancellation);
        _clock.Advance(by);
    }
}
