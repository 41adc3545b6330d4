using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Lakebase.Buffering;

/// <summary>
/// Where the appending thread and the flushing task meet: which batch takes rows, which ones wait to be flushed, who waits for whom, and
/// why nothing is taken any more. Thread-safe: all of it stands behind one gate.
/// </summary>
internal sealed class BatchHandover : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenBatch _open;
    private readonly BatchQueue _queue;
    private readonly SemaphoreSlim _work = new(0);
    private TaskCompletionSource? _room;

    // There is room that nobody who waits has heard of.
    private bool _isRoomUntold;
    private bool _isAppending;
    private bool _isCompleting;
    private bool _isAborted;
    private ExceptionDispatchInfo? _failure;

    /// <summary>There are no rows yet.</summary>
    public BatchHandover(FlushLoopSettings settings, BatchPool batches, TimeProvider time)
    {
        _open = new OpenBatch(settings, OnInterval, time);
        _queue = new BatchQueue(settings, batches);
    }

    /// <summary>Rows sealed and not yet committed.</summary>
    public long UnflushedRows
    {
        get
        {
            lock (_gate)
            {
                return _queue.UnflushedRows;
            }
        }
    }

    public bool IsAborted
    {
        get
        {
            lock (_gate)
            {
                return _isAborted;
            }
        }
    }

    // ---- the appending side ----

    /// <summary>From here until <see cref="EndAppend"/> the open batch is the appender's.</summary>
    public void BeginAppend()
    {
        lock (_gate)
        {
            ThrowIfAppending();
            _isAppending = true;
        }
    }

    /// <summary>The appender's window is used up.</summary>
    public void ContinueAppend()
    {
        _open.SortIfFull();
        lock (_gate)
        {
            if (_open.IsFull)
            {
                SealOpenBatch();
            }
        }
    }

    /// <summary>Gives the appender a window, or else what it has to wait for before it asks again.</summary>
    /// <exception cref="OperationCanceledException">Aborted.</exception>
    public bool TryOpenWindow(out AppendWindow window, [NotNullWhen(false)] out Task? room)
    {
        lock (_gate)
        {
            if (_isAborted || _failure is not null)
            {
                _isAppending = false;
            }

            ThrowIfStoppedLocked();
            if (!_open.Exists && _queue.HasRoom)
            {
                _open.Begin(_queue.Rent());
            }

            if (_open.Exists)
            {
                window = _open.Window();
                room = null;
                return true;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            window = default;
            room = _room.Task;
            return false;
        }
    }

    /// <summary>The complete rows belong to the flushing side.</summary>
    public void EndAppend()
    {
        _open.SortIfFull();
        lock (_gate)
        {
            _isAppending = false;
            if (_open.IsFull)
            {
                SealOpenBatch();
            }
            else if (_open.HasRows && _open.StartInterval())
            {
                // Not sealed here: while the loop is busy, more rows may still join the batch.
                SignalWork();
            }
        }
    }

    /// <summary>No rows follow: what is open goes too.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            ThrowIfAppending();
            _isCompleting = true;
            SignalWork();
        }
    }

    /// <summary>Throws away what waits; an appender that waits is released.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _isAborted = true;
            Clear();
            SignalWork();
        }
    }

    /// <summary>Throws what has ended the flushing, if anything has but completion.</summary>
    public void ThrowIfStopped()
    {
        lock (_gate)
        {
            ThrowIfStoppedLocked();
        }
    }

    // ---- the flushing side ----

    /// <summary>Waits for the next batch to flush; null when all are flushed and none will follow.</summary>
    public async ValueTask<RowBatch?> TakeAsync(CancellationToken abort)
    {
        while (true)
        {
            lock (_gate)
            {
                abort.ThrowIfCancellationRequested();
                if (_queue.IsEmpty && !_isAppending && (_open.IsDue || _isCompleting) && _open.HasRows)
                {
                    SealOpenBatch();
                }

                if (_queue.TryDequeue() is { } batch)
                {
                    return batch;
                }

                if (_isCompleting)
                {
                    return null;
                }
            }

            await _work.WaitAsync(abort).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A batch is committed, and was emptied. An appender that waits for its room hears of it at once, unless enough is queued to keep the
    /// flushing side busy meanwhile: then by <see cref="TellRoom"/>, or with the next batch that comes back.
    /// </summary>
    public void Return(RowBatch batch, int rows, long bytes)
    {
        lock (_gate)
        {
            _queue.Return(batch, rows, bytes);
            _isRoomUntold = _queue.HasReserve && !_isRoomUntold;
            if (!_isRoomUntold)
            {
                MakeRoom();
            }
        }
    }

    /// <summary>An appender that waits hears of the room there is.</summary>
    public void TellRoom()
    {
        lock (_gate)
        {
            MakeRoom();
        }
    }

    /// <summary>Flushing has failed for good. False: it was aborted before, so that nobody wants to know.</summary>
    public bool Fail(Exception error)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
            Clear();
            return !_isAborted;
        }
    }

    public ValueTask DisposeAsync() => _open.DisposeAsync();

    private void OnInterval()
    {
        lock (_gate)
        {
            if (_open.Tick())
            {
                SignalWork();
            }
        }
    }

    // ---- under the gate ----

    private void SealOpenBatch()
    {
        _queue.Enqueue(_open.Seal());
        SignalWork();
    }

    private void Clear()
    {
        _queue.Clear();
        MakeRoom();
    }

    private void MakeRoom()
    {
        _isRoomUntold = false;
        _room?.TrySetResult();
        _room = null;
    }

    // The count never exceeds one.
    private void SignalWork()
    {
        if (_work.CurrentCount == 0)
        {
            _work.Release();
        }
    }

    private void ThrowIfAppending()
    {
        if (_isAppending)
        {
            throw new InvalidOperationException("Rows are still being appended.");
        }
    }

    private void ThrowIfStoppedLocked()
    {
        if (_isAborted)
        {
            throw new OperationCanceledException("The writer was aborted; what it had not committed is thrown away.");
        }

        _failure?.Throw();
    }
}
