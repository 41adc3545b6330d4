using Lakebase.Diagnostics;

namespace Lakebase.Buffering;

/// <summary>
/// The way from the appending thread to the database: rows are appended to an open batch; a batch that is full, or due by its
/// <see cref="FlushMode"/>, is sealed; one background task flushes sealed batches in order, one at a time, while the next one fills.
/// </summary>
/// <remarks>
/// <para>Guarantees: batches are never flushed concurrently nor out of order; a batch has one owner at any time (the appender, the queue,
/// or the flush); waiting rows and bytes are bounded, the appender waits for room; a failure ends the loop, is reported at once and thrown
/// again by whatever is called next; after completion every row was flushed.</para>
/// <para>One thread at a time may append and complete; <see cref="AbortAsync"/> may come from any thread.</para>
/// </remarks>
internal sealed class FlushLoop : IAsyncDisposable
{
    /// <summary>How long an abort waits for the flush it cancelled: a stopped task has two seconds in all.</summary>
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(1.6);

    private readonly BatchHandover _handover;
    private readonly Func<RowBatch, CancellationToken, ValueTask> _flush;
    private readonly Action<Exception>? _onFailure;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _run;

    /// <summary>Starts the loop.</summary>
    /// <param name="settings">The limits.</param>
    /// <param name="batches">Where empty batches come from and go back to.</param>
    /// <param name="flush">Commits a batch; lets its exceptions out. Called by one task at a time; the token is the abort.</param>
    /// <param name="onFailure">Told at once, on the loop's thread, when a flush has failed.</param>
    /// <param name="time">The clock of the interval.</param>
    public FlushLoop(
        FlushLoopSettings settings,
        BatchPool batches,
        Func<RowBatch, CancellationToken, ValueTask> flush,
        Action<Exception>? onFailure,
        TimeProvider time)
    {
        _handover = new BatchHandover(settings, batches, time);
        _flush = flush;
        _onFailure = onFailure;
        _time = time;

        // The loop outlives the call that starts it and must not carry that call's ambient state along.
        using (ExecutionContext.SuppressFlow())
        {
            _run = Task.Run(RunAsync);
        }
    }

    /// <summary>Rows sealed and not yet committed.</summary>
    public long UnflushedRows => _handover.UnflushedRows;

    /// <summary>Begins to append: gives the open batch to the caller. Waits while the queue is full.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the loop aborted.</exception>
    public ValueTask<AppendWindow> BeginAppendAsync(CancellationToken cancellationToken)
    {
        _handover.BeginAppend();
        return OpenWindowAsync(cancellationToken);
    }

    /// <summary>Asks for the next window after one was used up: more of the same batch, or a new batch. Waits while the queue is
    /// full.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the loop aborted.</exception>
    public ValueTask<AppendWindow> ContinueAppendAsync(CancellationToken cancellationToken)
    {
        _handover.ContinueAppend();
        return OpenWindowAsync(cancellationToken);
    }

    /// <summary>Ends appending: the complete rows now belong to the loop. Does not wait.</summary>
    public void EndAppend() => _handover.EndAppend();

    /// <summary>Flushes what is left and ends the loop. Returns when every row is committed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the loop still runs and must be aborted.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _handover.Complete();
        await _run.WaitAsync(cancellationToken).ConfigureAwait(false);
        _handover.ThrowIfStopped();
    }

    /// <summary>Throws away what is not committed, cancels the flush in flight and waits for its end, at most about two seconds.</summary>
    public async ValueTask AbortAsync()
    {
        _handover.Abort();
        try
        {
            // The cancellation itself may have to connect to the server, so it is waited for no longer than the flush.
            await Task.WhenAll(_abort.CancelAsync(), _run).WaitAsync(AbortPatience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The flush does not answer to its cancellation. It cannot commit behind our back unless the server already has all of it.
        }
    }

    /// <summary>Aborts unless completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted && !_handover.IsAborted)
        {
            await AbortAsync().ConfigureAwait(false);
        }

        await _handover.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask<AppendWindow> OpenWindowAsync(CancellationToken cancellationToken) =>
        _handover.TryOpenWindow(out AppendWindow window, out Task? room)
            ? new ValueTask<AppendWindow>(window)
            : WaitForRoomAsync(room, cancellationToken);

    private async ValueTask<AppendWindow> WaitForRoomAsync(Task room, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        try
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            EndAppend();
            throw;
        }
        finally
        {
            LakebaseMetrics.QueueWaited(_time.GetElapsedTime(start));
        }

        return await OpenWindowAsync(cancellationToken).ConfigureAwait(false);
    }

    // The loop's own task. Nothing but the flush and the creation of memory can fail here, and either ends the loop.
    private async Task RunAsync()
    {
        Action whenSent = _handover.TellRoom;
        try
        {
            while (await _handover.TakeAsync(_abort.Token).ConfigureAwait(false) is { } batch)
            {
                int rows = batch.RowCount;
                long bytes = batch.ByteCount;

                // The server waits for a batch that is being sent: a thread that fills another one meanwhile takes the processor from both,
                // and may as well do that while the server is at work.
                batch.WhenSent = whenSent;
                await _flush(batch, _abort.Token).ConfigureAwait(false);
                batch.Reset();
                _handover.Return(batch, rows, bytes);
            }
        }
        catch (Exception error)
        {
            if (_handover.Fail(error))
            {
                _onFailure?.Invoke(error);
            }
        }
    }
}
