namespace Lakebase.Buffering;

/// <summary>The limits of a <see cref="FlushLoop"/>.</summary>
/// <param name="BatchRows">Rows per batch at most.</param>
/// <param name="BatchBytes">Bytes after which a batch takes no further row.</param>
/// <param name="Mode">When a batch that is not full goes.</param>
/// <param name="Interval">How long its first row waits for others, where the mode lets it wait.</param>
/// <param name="QueueRows">Rows that may wait or be in flight.</param>
/// <param name="QueueBytes">Bytes that may wait or be in flight.</param>
internal sealed record FlushLoopSettings(
    int BatchRows, long BatchBytes, FlushMode Mode, TimeSpan Interval, long QueueRows, long QueueBytes)
{
    private const int DefaultQueueRows = 10_000;

    /// <summary>One in flight, one that follows it at once, and one that is being filled meanwhile.</summary>
    private const long DefaultQueueBatches = 3;

    /// <summary>One batch filling, one in flight and two waiting: enough to keep both sides busy.</summary>
    private const int BatchesInQueueBytes = 4;

    /// <summary>What the options say, defaults filled in.</summary>
    public static FlushLoopSettings From(LakebaseWriterOptions options) => new(
        options.BatchSize,
        options.QueueCapacityBytes / BatchesInQueueBytes,
        options.BatchInterval == TimeSpan.Zero ? FlushMode.WhenIdle : options.FlushMode,
        options.BatchInterval,
        options.QueueCapacity ?? Math.Max(DefaultQueueRows, DefaultQueueBatches * options.BatchSize),
        options.QueueCapacityBytes);
}
