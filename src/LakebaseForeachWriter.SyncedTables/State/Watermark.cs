namespace Lakebase.SyncedTables.State;

/// <summary>How far a target has come: what its row says when it is locked.</summary>
/// <param name="RunId">The run that may change the target.</param>
/// <param name="SourceId">The Delta table's id, or null.</param>
/// <param name="Version">The last version that the target has whole, or null.</param>
internal sealed record Watermark(Guid? RunId, string? SourceId, long? Version);

/// <summary>What a transaction that changes the target writes down with it.</summary>
/// <param name="SourceId">The Delta table's id, or null for other sources.</param>
/// <param name="SourceSchema">The source's schema as Spark's JSON.</param>
/// <param name="Version">The version that the target has now, or null for other sources.</param>
/// <param name="CommitTime">When that was committed.</param>
/// <param name="Action">What was done.</param>
/// <param name="ActionRows">Rows or changes that it wrote.</param>
/// <param name="Duration">How long it took so far.</param>
internal sealed record Advance(
    string? SourceId, string SourceSchema, long? Version, DateTimeOffset? CommitTime, string Action, long ActionRows, TimeSpan Duration)
{
    /// <summary>The target's rows, where they were counted.</summary>
    public long? Rows { get; init; }

    /// <summary>By how much the target's rows changed, where they were not counted.</summary>
    public long RowsAdded { get; init; }

    /// <summary>Why it was done this way, if that is worth telling.</summary>
    public string? Message { get; init; }
}
