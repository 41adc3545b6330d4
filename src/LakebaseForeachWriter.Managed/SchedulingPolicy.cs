namespace Lakebase.Managed;

/// <summary>When a synced table takes over what changed in its source.</summary>
public enum SchedulingPolicy
{
    /// <summary>The whole table each time that its pipeline runs.</summary>
    Snapshot,

    /// <summary>All changes since the last run, each time that its pipeline runs. The source needs the change data feed.</summary>
    Triggered,

    /// <summary>Changes as they come, at intervals of 15 s or more. The source needs the change data feed.</summary>
    Continuous,
}
