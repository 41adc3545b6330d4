namespace Lakebase.Managed;

/// <summary>Where a synced table is, in the service's own words.</summary>
public enum ManagedTableState
{
    /// <summary>The service named none, or one that came after this library.</summary>
    Unknown,

    /// <summary>Being made.</summary>
    Provisioning,

    /// <summary>Its pipeline is being made.</summary>
    ProvisioningPipelineResources,

    /// <summary>The first load is under way.</summary>
    ProvisioningInitialSnapshot,

    /// <summary>Can be read.</summary>
    Online,

    /// <summary>Can be read, and changes come in continuously.</summary>
    OnlineContinuousUpdate,

    /// <summary>Can be read, and changes are being taken over.</summary>
    OnlineTriggeredUpdate,

    /// <summary>Can be read, and nothing waits to be taken over.</summary>
    OnlineNoPendingUpdate,

    /// <summary>Can be read, and its pipeline is being changed.</summary>
    OnlineUpdatingPipelineResources,

    /// <summary>Can be read, but its pipeline has failed: it no longer follows its source.</summary>
    OnlinePipelineFailed,

    /// <summary>Cannot be read.</summary>
    Offline,

    /// <summary>Cannot be read, because it has failed.</summary>
    OfflineFailed,
}
