namespace Lakebase.SyncedTables;

/// <summary>When and how a synced table follows its source.</summary>
public enum SchedulingPolicy
{
    /// <summary>Each run copies one whole version of the source and swaps it in.</summary>
    Snapshot,

    /// <summary>Each run applies all changes since the run before, then stops.</summary>
    Triggered,

    /// <summary>Changes are applied as they come, until the run is cancelled.</summary>
    Continuous,
}
