namespace Lakebase;

/// <summary>When rows that wait are written.</summary>
public enum FlushMode
{
    /// <summary>When a batch is full, or its first row has waited for <see cref="LakebaseWriterOptions.BatchInterval"/>.</summary>
    SizeOrInterval,

    /// <summary>
    /// As soon as the partition writes nothing else: the first row goes at once, and what comes while it is being committed goes together
    /// when that is done. Batches grow with the load, and no row waits for others: for latencies of milliseconds. A quiet stream costs a
    /// transaction per row.
    /// </summary>
    WhenIdle,
}
