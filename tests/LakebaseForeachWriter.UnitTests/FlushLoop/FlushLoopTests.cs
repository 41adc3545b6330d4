using Lakebase.Buffering;
using Lakebase.TestSupport;
using Loop = Lakebase.Buffering.FlushLoop;

namespace Lakebase.UnitTests.FlushLoop;

public sealed class FlushLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeClock _clock = new();
    private readonly RecordingSink _sink = new();
    private readonly List<Exception> _reported = [];
    private Loop? _loop;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Append_BatchSizeReached_FlushesWithoutWaitingForTheInterval()
    {
        Loop loop = Start(batchRows: 3);

        await AppendAsync(loop, 1, 2, 3);

        await _sink.FlushesAsync(1, 2, 3);
    }

    [Fact]
    public async Task Append_MoreThanABatch_FlushesChunksInOrder()
    {
        Loop loop = Start(batchRows: 3);

        await AppendAsync(loop, 1, 2, 3, 4, 5, 6, 7);
        await loop.CompleteAsync(Cancellation);

        Assert.Equal([[1, 2, 3], [4, 5, 6], [7]], _sink.Flushed);
    }

    [Fact]
    public async Task Interval_IdleStream_FlushesWhatIsThere()
    {
        Loop loop = Start(batchRows: 100);
        await AppendAsync(loop, 1);
        await AppendAsync(loop, 2);
        Assert.Empty(_sink.Flushed);

        _clock.Advance(Interval);

        await _sink.FlushesAsync(1, 2);
    }

    [Fact]
    public async Task Interval_AfterAFlush_CountsFromTheNextBatchsFirstRow()
    {
        Loop loop = Start(batchRows: 100);
        await AppendAsync(loop, 1);
        _clock.Advance(Interval);
        await _sink.NextAsync();
        _clock.Advance(Interval * 5);
        Assert.Equal(0, _clock.WaitingTimers);

        await AppendAsync(loop, 2);
        _clock.Advance(Interval / 2);
        Assert.Single(_sink.Flushed);
        _clock.Advance(Interval / 2);

        await _sink.FlushesAsync(2);
    }

    [Fact]
    public async Task Interval_WhileRowsAreBeingAppended_FlushesAtTheEndOfTheAppend()
    {
        Loop loop = Start(batchRows: 100);
        await AppendAsync(loop, 1);
        AppendWindow window = await loop.BeginAppendAsync(Cancellation);
        _clock.Advance(Interval);
        NumberBatch.Add(window.Batch, 2);
        Assert.Empty(_sink.Flushed);

        loop.EndAppend();

        await _sink.FlushesAsync(1, 2);
    }

    [Fact]
    public async Task WhenIdle_FirstRow_FlushesAtOnceWithoutATimer()
    {
        Loop loop = Start(batchRows: 100, mode: FlushMode.WhenIdle);

        await AppendAsync(loop, 1);

        await _sink.FlushesAsync(1);
        Assert.Equal(0, _clock.WaitingTimers);
    }

    [Fact]
    public async Task WhenIdle_RowsDuringAFlush_GoTogetherAsSoonAsItIsDone()
    {
        Loop loop = Start(batchRows: 100, mode: FlushMode.WhenIdle);
        _sink.Hold();
        await AppendAsync(loop, 1);
        await _sink.StartedAsync();
        await AppendAsync(loop, 2);
        await AppendAsync(loop, 3, 4);

        _sink.LetGo();

        await _sink.FlushesAsync(1);
        await _sink.FlushesAsync(2, 3, 4);
        Assert.Equal(1, _sink.MostInFlight);
    }

    [Fact]
    public async Task WhenIdle_MoreThanABatchDuringAFlush_EndsBatchesAtTheirSize()
    {
        Loop loop = Start(batchRows: 3, mode: FlushMode.WhenIdle);
        _sink.Hold();
        await AppendAsync(loop, 1);
        await _sink.StartedAsync();
        await AppendAsync(loop, 2, 3, 4, 5);

        _sink.LetGo();

        await _sink.FlushesAsync(1);
        await _sink.FlushesAsync(2, 3, 4);
        await _sink.FlushesAsync(5);
    }

    [Theory]
    [InlineData(FlushMode.SizeOrInterval, 100, FlushMode.SizeOrInterval)]
    [InlineData(FlushMode.SizeOrInterval, 0, FlushMode.WhenIdle)]
    [InlineData(FlushMode.WhenIdle, 100, FlushMode.WhenIdle)]
    [InlineData(FlushMode.WhenIdle, 0, FlushMode.WhenIdle)]
    public void Settings_ModeAndInterval_AZeroIntervalIsWhenIdle(FlushMode mode, int intervalMs, FlushMode expected)
    {
        LakebaseWriterOptions options = new() { FlushMode = mode, BatchInterval = TimeSpan.FromMilliseconds(intervalMs) };

        Assert.Equal(expected, FlushLoopSettings.From(options).Mode);
    }

    [Fact]
    public async Task Append_DuringAFlush_FillsTheNextBatchMeanwhile()
    {
        Loop loop = Start(batchRows: 2);
        _sink.Hold();
        await AppendAsync(loop, 1, 2);
        await _sink.StartedAsync();

        await AppendAsync(loop, 3, 4);

        Assert.Equal(1, _sink.InFlight);
        _sink.LetGo();
        await loop.CompleteAsync(Cancellation);
        Assert.Equal([[1, 2], [3, 4]], _sink.Flushed);
        Assert.Equal(1, _sink.MostInFlight);
    }

    [Fact]
    public async Task Append_QueueFull_WaitsUntilABatchIsCommitted()
    {
        Loop loop = Start(batchRows: 2, queueRows: 4);
        _sink.Hold();
        await AppendAsync(loop, 1, 2, 3, 4);

        ValueTask<AppendWindow> waiting = loop.BeginAppendAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(4, loop.UnflushedRows);
        _sink.LetGo();
        AppendWindow window = await waiting;

        Assert.Equal(0, window.Batch.RowCount);
        loop.EndAppend();
    }

    [Fact]
    public async Task Append_BytesFull_WaitsToo()
    {
        Loop loop = Start(batchRows: 100, batchBytes: 24, queueBytes: 48);
        _sink.Hold();

        await AppendAsync(loop, 1, 2, 3, 4);

        ValueTask<AppendWindow> waiting = loop.BeginAppendAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        _sink.LetGo();
        await waiting;
        loop.EndAppend();
    }

    [Fact]
    public async Task Append_BatchLargerThanTheQueue_StillGetsThrough()
    {
        Loop loop = Start(batchRows: 10, queueRows: 1);

        await AppendAsync(loop, [.. Enumerable.Range(1, 25)]);
        await loop.CompleteAsync(Cancellation);

        Assert.Equal(25, _sink.Flushed.Sum(batch => batch.Length));
    }

    [Fact]
    public async Task Complete_FlushInFlight_WaitsForItsCommit()
    {
        Loop loop = Start(batchRows: 2);
        _sink.Hold();
        await AppendAsync(loop, 1, 2, 3);

        Task completion = loop.CompleteAsync(Cancellation).AsTask();
        await _sink.StartedAsync();
        Assert.False(completion.IsCompleted);
        _sink.LetGo();
        await completion;

        Assert.Equal([[1, 2], [3]], _sink.Flushed);
    }

    [Fact]
    public async Task Complete_NoRows_FlushesNothing()
    {
        await Start(batchRows: 2).CompleteAsync(Cancellation);

        Assert.Empty(_sink.Flushed);
    }

    [Fact]
    public async Task Flush_Fails_IsReportedAtOnceAndThrownByNextAppendAndByComplete()
    {
        Loop loop = Start(batchRows: 1);
        _sink.FailWith(new InvalidDataException("no"));
        await AppendAsync(loop, 1);
        await _sink.FailedAsync();

        Exception onAppend = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            // The flush has failed, but the loop may still be on its way to say so.
            while (true)
            {
                await AppendAsync(loop, 2);
            }
        });
        Exception onComplete = await Assert.ThrowsAsync<InvalidDataException>(async () => await loop.CompleteAsync(Cancellation));

        Assert.Same(onAppend, onComplete);
        Assert.Contains(nameof(RecordingSink), onComplete.StackTrace, StringComparison.Ordinal);
        Assert.Same(onAppend, Assert.Single(_reported));
        Assert.Empty(_sink.Flushed);
    }

    [Fact]
    public async Task Flush_FailsWhileAppendWaits_ReleasesTheAppend()
    {
        Loop loop = Start(batchRows: 1, queueRows: 1);
        _sink.Hold();
        await AppendAsync(loop, 1);
        ValueTask<AppendWindow> waiting = loop.BeginAppendAsync(Cancellation);
        _sink.FailWith(new InvalidDataException("no"));

        _sink.LetGo();

        await Assert.ThrowsAsync<InvalidDataException>(async () => await waiting);
    }

    [Fact]
    public async Task Abort_FlushInFlight_CancelsItAndThrowsAwayTheRest()
    {
        Loop loop = Start(batchRows: 1);
        _sink.Hold();
        await AppendAsync(loop, 1, 2, 3);
        await _sink.StartedAsync();

        await loop.AbortAsync();

        Assert.Empty(_sink.Flushed);
        Assert.Equal(0, _sink.InFlight);
        Assert.Empty(_reported);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await loop.BeginAppendAsync(Cancellation));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await loop.CompleteAsync(Cancellation));
    }

    [Fact]
    public async Task Abort_AppendWaits_ReleasesIt()
    {
        Loop loop = Start(batchRows: 1, queueRows: 1);
        _sink.Hold();
        await AppendAsync(loop, 1);
        ValueTask<AppendWindow> waiting = loop.BeginAppendAsync(Cancellation);

        await loop.AbortAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task Abort_FlushIgnoresItsCancellation_ReturnsWithinTwoSeconds()
    {
        Loop loop = Start(batchRows: 1);
        _sink.Hold(answersToCancellation: false);
        await AppendAsync(loop, 1);
        await _sink.StartedAsync();

        Task abort = loop.AbortAsync().AsTask();
        SpinWait.SpinUntil(() => _clock.WaitingTimers > 0, TimeSpan.FromSeconds(5));
        Assert.False(abort.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await abort;

        _sink.LetGo();
    }

    [Fact]
    public async Task BeginAppend_TokenCancelledWhileWaiting_LeavesTheLoopUsable()
    {
        Loop loop = Start(batchRows: 1, queueRows: 1);
        _sink.Hold();
        await AppendAsync(loop, 1);
        using CancellationTokenSource impatience = new();
        ValueTask<AppendWindow> waiting = loop.BeginAppendAsync(impatience.Token);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        _sink.LetGo();
        await AppendAsync(loop, 2);
        await loop.CompleteAsync(Cancellation);

        Assert.Equal([[1], [2]], _sink.Flushed);
    }

    private Loop Start(
        int batchRows,
        long batchBytes = 1 << 20,
        FlushMode mode = FlushMode.SizeOrInterval,
        long queueRows = 1_000,
        long queueBytes = 1 << 22) =>
        _loop = new Loop(
            new FlushLoopSettings(batchRows, batchBytes, mode, Interval, queueRows, queueBytes),
            new BatchPool(NumberBatch.Create),
            _sink.FlushAsync,
            _reported.Add,
            _clock);

    private static async Task AppendAsync(Loop loop, params int[] values)
    {
        AppendWindow window = await loop.BeginAppendAsync(Cancellation);
        foreach (int value in values)
        {
            if (window.Batch.RowCount >= window.RowLimit)
            {
                window = await loop.ContinueAppendAsync(Cancellation);
            }

            NumberBatch.Add(window.Batch, value);
        }

        loop.EndAppend();
    }
}
