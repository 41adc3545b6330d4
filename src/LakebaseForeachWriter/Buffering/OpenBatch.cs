namespace Lakebase.Buffering;

/// <summary>
/// The batch that takes rows now, and when it has to go. Not thread-safe: the hand-over guards it with its gate, but for the content of the
/// batch while somebody appends.
/// </summary>
internal sealed class OpenBatch : IAsyncDisposable
{
    private readonly BatchTrigger _trigger;
    private readonly FlushMode _mode;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private RowBatch? _batch;
    private bool _isTimed;

    /// <summary>There is none yet.</summary>
    /// <param name="settings">Its limits.</param>
    /// <param name="onInterval">Called by the clock when the interval of a batch may be over; it is to ask <see cref="Tick"/>.</param>
    /// <param name="time">The clock of the interval.</param>
    public OpenBatch(FlushLoopSettings settings, Action onInterval, TimeProvider time)
    {
        _trigger = new BatchTrigger(settings.BatchRows, settings.BatchBytes);
        _mode = settings.Mode;
        _interval = settings.Interval;
        _timer = time.CreateTimer(_ => onInterval(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Exists => _batch is not null;

    public bool HasRows => _batch is { RowCount: > 0 };

    public bool IsFull => _batch is { } batch && _trigger.IsFull(batch.RowCount, batch.ByteCount);

    /// <summary>Whether it goes as soon as nothing else is being flushed.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Opens a batch.</summary>
    public void Begin(RowBatch batch) => _batch = batch;

    /// <summary>How many rows may be appended before asking again.</summary>
    public AppendWindow Window() => new(_batch!, _trigger.NextCheck(_batch!.RowCount, _batch.ByteCount));

    /// <summary>Sorts the batch if it goes at once. The appender does it, as long as the batch is its own: the flushing side, which sorts what
    /// is not, would keep the server waiting meanwhile.</summary>
    public void SortIfFull()
    {
        if (IsFull)
        {
            _batch!.Sort();
        }
    }

    /// <summary>Rows were appended: the interval, if the mode has one, counts from the first of them. True when the batch is due.</summary>
    public bool StartInterval()
    {
        if (_mode == FlushMode.WhenIdle)
        {
            IsDue = true;
        }
        else if (!IsDue && !_isTimed)
        {
            _isTimed = true;
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }

        return IsDue;
    }

    /// <summary>The clock says that an interval is over. True when it is that of a batch which still waits.</summary>
    public bool Tick()
    {
        // A tick that was on its way while its batch was sealed makes the next batch due too early, which does no harm.
        IsDue |= _isTimed;
        return _isTimed;
    }

    /// <summary>Takes the batch out; there is none afterwards.</summary>
    public RowBatch Seal()
    {
        RowBatch batch = _batch!;
        _batch = null;
        IsDue = false;
        if (_isTimed)
        {
            _isTimed = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return batch;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
