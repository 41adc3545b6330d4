using Lakebase.Diagnostics;

namespace Lakebase.Buffering;

/// <summary>
/// The sealed batches of a flush loop in their order, and how much they hold together with the one in flight. Not thread-safe: the
/// hand-over guards it with its gate.
/// </summary>
internal sealed class BatchQueue(FlushLoopSettings settings, BatchPool batches)
{
    private readonly Queue<RowBatch> _sealed = new();
    private long _unflushedBytes;
    private bool _isCleared;

    /// <summary>Rows sealed and not yet committed.</summary>
    public long UnflushedRows { get; private set; }

    public bool IsEmpty => _sealed.Count == 0;

    /// <summary>Whether more waits than the batch that is flushed next.</summary>
    public bool HasReserve => _sealed.Count > 1;

    /// <summary>Whether another batch may be opened. One batch may always wait, or a batch larger than the queue would wait for ever.</summary>
    public bool HasRoom =>
        UnflushedRows == 0
        || (UnflushedRows + settings.BatchRows <= settings.QueueRows && _unflushedBytes + settings.BatchBytes <= settings.QueueBytes);

    /// <summary>An empty batch.</summary>
    public RowBatch Rent() => batches.Rent();

    public void Enqueue(RowBatch batch)
    {
        UnflushedRows += batch.RowCount;
        _unflushedBytes += batch.ByteCount;
        _sealed.Enqueue(batch);
        LakebaseMetrics.QueueChanged(batch.RowCount);
    }

    /// <summary>Takes the oldest batch; its rows and bytes still count until it comes back.</summary>
    public RowBatch? TryDequeue() => _sealed.TryDequeue(out RowBatch? batch) ? batch : null;

    /// <summary>A batch is committed, and was emptied.</summary>
    public void Return(RowBatch batch, int rows, long bytes)
    {
        if (_isCleared)
        {
            return;
        }

        UnflushedRows -= rows;
        _unflushedBytes -= bytes;
        LakebaseMetrics.QueueChanged(-rows);
        batches.Return(batch);
    }

    /// <summary>Throws away what waits, and no longer counts what is in flight. For a queue that takes and gives nothing any more.</summary>
    public void Clear()
    {
        _isCleared = true;
        _sealed.Clear();
        LakebaseMetrics.QueueChanged(-UnflushedRows);
        UnflushedRows = 0;
        _unflushedBytes = 0;
    }
}
