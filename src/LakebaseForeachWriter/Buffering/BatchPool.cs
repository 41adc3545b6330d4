namespace Lakebase.Buffering;

/// <summary>
/// Empty batches with the memory that they have grown to, for whoever writes rows of one kind next: a partition's next batch, and the first
/// one of the next epoch. Thread-safe.
/// </summary>
/// <param name="create">Makes an empty batch.</param>
/// <param name="maxIdleBytes">Memory of idle batches at most; what comes back beyond that is left to the collector.</param>
internal sealed class BatchPool(Func<RowBatch> create, long maxIdleBytes = BatchPool.DefaultMaxIdleBytes)
{
    /// <summary>A partition's batches on their way at once, of 10,000 wide rows each.</summary>
    private const long DefaultMaxIdleBytes = 32L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<RowBatch> _idle = new();
    private long _idleBytes;

    /// <summary>An empty batch, one that was used before if there is one.</summary>
    public RowBatch Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out RowBatch? idle))
            {
                _idleBytes -= idle.CapacityBytes;
                return idle;
            }
        }

        return create();
    }

    /// <summary>Takes back an empty batch that nobody uses any more.</summary>
    public void Return(RowBatch batch)
    {
        long bytes = batch.CapacityBytes;
        lock (_gate)
        {
            if (_idleBytes + bytes <= maxIdleBytes)
            {
                _idle.Push(batch);
                _idleBytes += bytes;
            }
        }
    }
}
