namespace Lakebase.SyncedTables;

/// <summary>What a synced table is doing; the managed service's states.</summary>
public enum SyncedTableState
{
    /// <summary>Defined, not yet run: <c>SYNCED_TABLE_PROVISIONING</c>.</summary>
    Provisioning,

    /// <summary>The first copy is being made: <c>SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT</c>.</summary>
    ProvisioningInitialSnapshot,

    /// <summary>There to be read; nothing runs: <c>SYNCED_TABLE_ONLINE</c>.</summary>
    Online,

    /// <summary>Changes are applied as they come: <c>SYNCED_TABLE_ONLINE_CONTINUOUS_UPDATE</c>.</summary>
    OnlineContinuousUpdate,

    /// <summary>A run is under way: <c>SYNCED_TABLE_ONLINE_TRIGGERED_UPDATE</c>.</summary>
    OnlineTriggeredUpdate,

    /// <summary>The last run found nothing left to do: <c>SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE</c>.</summary>
    OnlineNoPendingUpdate,

    /// <summary>The last run failed; the table has what it had before: <c>SYNCED_TABLE_ONLINE_PIPELINE_FAILED</c>.</summary>
    OnlinePipelineFailed,

    /// <summary>The first copy failed; there is no table: <c>SYNCED_TABLE_OFFLINE_FAILED</c>.</summary>
    OfflineFailed,
}
