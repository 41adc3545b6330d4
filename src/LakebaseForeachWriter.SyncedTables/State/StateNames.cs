using System.Collections.Frozen;

namespace Lakebase.SyncedTables.State;

/// <summary>The states under the managed service's names, as the metadata holds them.</summary>
internal static class StateNames
{
    private static readonly FrozenDictionary<SyncedTableState, string> Names = new Dictionary<SyncedTableState, string>
    {
        [SyncedTableState.Provisioning] = "SYNCED_TABLE_PROVISIONING",
        [SyncedTableState.ProvisioningInitialSnapshot] = "SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT",
        [SyncedTableState.Online] = "SYNCED_TABLE_ONLINE",
        [SyncedTableState.OnlineContinuousUpdate] = "SYNCED_TABLE_ONLINE_CONTINUOUS_UPDATE",
        [SyncedTableState.OnlineTriggeredUpdate] = "SYNCED_TABLE_ONLINE_TRIGGERED_UPDATE",
        [SyncedTableState.OnlineNoPendingUpdate] = "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE",
        [SyncedTableState.OnlinePipelineFailed] = "SYNCED_TABLE_ONLINE_PIPELINE_FAILED",
        [SyncedTableState.OfflineFailed] = "SYNCED_TABLE_OFFLINE_FAILED",
    }.ToFrozenDictionary();

    public static string ToName(this SyncedTableState state) => Names[state];

    public static SyncedTableState Parse(string name) => Names.First(pair => pair.Value == name).Key;
}
