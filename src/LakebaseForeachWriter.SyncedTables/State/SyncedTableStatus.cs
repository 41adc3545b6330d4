using Lakebase.SyncedTables.State;

namespace Lakebase.SyncedTables;

/// <summary>A synced table as its row in the metadata describes it. Immutable.</summary>
public sealed record SyncedTableStatus
{
    /// <summary>The target, <c>schema.table</c>.</summary>
    public string Target { get; internal init; } = "";

    /// <summary>The definition of its last run, or the one it was created with.</summary>
    public SyncedTableDefinition Definition { get; internal init; } = new();

    /// <summary>What it is doing.</summary>
    public SyncedTableState State { get; internal init; }

    /// <summary>The state under the managed service's name.</summary>
    public string DetailedState => State.ToName();

    /// <summary>What there is to say about the state: why it failed, or why a snapshot was made; else null.</summary>
    public string? Message { get; internal init; }

    /// <summary>The id of the Delta table that was read last, or null.</summary>
    public string? SourceId { get; internal init; }

    /// <summary>The last Delta version that the target has whole, or null.</summary>
    public long? LastVersion { get; internal init; }

    /// <summary>When that version was committed, or null where the source says none.</summary>
    public DateTimeOffset? LastCommitTime { get; internal init; }

    /// <summary>Rows of the target after the last run; after ranges of changes, by counting up and down.</summary>
    public long? Rows { get; internal init; }

    /// <summary>The last change of the target: <c>snapshot</c>, <c>difference</c> or <c>changes</c>; null before the first.</summary>
    public string? LastAction { get; internal init; }

    /// <summary>Rows, or changes, that the last change of the target wrote.</summary>
    public long? LastRows { get; internal init; }

    /// <summary>How long it took, from reading to commit.</summary>
    public TimeSpan? LastDuration { get; internal init; }

    /// <summary>Rows or changes per second of the last change.</summary>
    public double? Throughput => LastRows is { } rows && LastDuration is { TotalSeconds: > 0 } took ? rows / took.TotalSeconds : null;

    /// <summary>How long after its commit in the source the last version was visible in the target, or null.</summary>
    public TimeSpan? Lag { get; internal init; }

    /// <summary>When a run last began, or null.</summary>
    public DateTimeOffset? LastSyncStart { get; internal init; }

    /// <summary>When a run last brought the target up to date, or null.</summary>
    public DateTimeOffset? LastSyncEnd { get; internal init; }

    internal string? SourceSchema { get; init; }

    internal Guid? RunId { get; init; }
}
