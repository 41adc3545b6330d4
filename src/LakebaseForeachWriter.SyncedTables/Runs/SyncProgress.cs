namespace Lakebase.SyncedTables;

/// <summary>What a run is doing.</summary>
public enum SyncPhase
{
    /// <summary>Asks the source for its version, columns and commits.</summary>
    Looking,

    /// <summary>Copies rows into the server.</summary>
    Loading,

    /// <summary>Compares what was copied with the source.</summary>
    Verifying,

    /// <summary>Makes key, indexes and statistics.</summary>
    Indexing,

    /// <summary>Waits for old transactions and puts the new table in the target's place.</summary>
    Swapping,

    /// <summary>Applies changes to the target.</summary>
    Applying,

    /// <summary>The target is up to date.</summary>
    UpToDate,
}

/// <summary>Where a run is. Immutable.</summary>
/// <param name="Target">The target, <c>schema.table</c>.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Version">The version of the source that the target will have, or has.</param>
public sealed record SyncProgress(string Target, SyncPhase Phase, long? Version)
{
    /// <summary>Rows that are loaded so far, in whole partitions.</summary>
    public long RowsLoaded { get; init; }

    /// <summary>Rows that there are to load, where that is known.</summary>
    public long? RowsTotal { get; init; }
}
