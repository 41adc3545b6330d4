namespace Lakebase.Managed;

/// <summary>A synced table as the service describes it. Null members are not known. Immutable.</summary>
public sealed record ManagedTable
{
    /// <summary>Its name in Unity Catalog, <c>catalog.schema.table</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The API that described it.</summary>
    public required ManagedGeneration Generation { get; init; }

    /// <summary>Where it is.</summary>
    public ManagedTableState State { get; init; }

    /// <summary>The service's own text for <see cref="State"/>.</summary>
    public string? StateText { get; init; }

    /// <summary>The service's words on its state.</summary>
    public string? Message { get; init; }

    /// <summary>The state of its entry in Unity Catalog: <c>ACTIVE</c>, <c>PROVISIONING</c>, <c>DELETING</c>, <c>FAILED</c>, …</summary>
    public string? CatalogState { get; init; }

    /// <summary>The Delta table that it follows.</summary>
    public string? SourceTable { get; init; }

    /// <summary>The columns that tell rows apart.</summary>
    public IReadOnlyList<string> PrimaryKeyColumns { get; init; } = [];

    /// <summary>The column by which the newest of several rows with one key wins.</summary>
    public string? TimeseriesKey { get; init; }

    /// <summary>When changes are taken over.</summary>
    public SchedulingPolicy? SchedulingPolicy { get; init; }

    /// <summary>The instance (Provisioned) or the branch (Autoscaling) whose PostgreSQL holds it.</summary>
    public string? Place { get; init; }

    /// <summary>The PostgreSQL database that holds it.</summary>
    public string? Database { get; init; }

    /// <summary>The pipeline that fills it.</summary>
    public string? PipelineId { get; init; }

    /// <summary>The source's Delta version up to which it is filled.</summary>
    public long? LastVersion { get; init; }

    /// <summary>When that version was committed at the source.</summary>
    public DateTimeOffset? LastVersionCommittedAt { get; init; }

    /// <summary>When its rows were in the table.</summary>
    public DateTimeOffset? LastSyncEndedAt { get; init; }

    /// <summary>The run that is under way.</summary>
    public SyncProgress? Progress { get; init; }

    /// <summary>The statement that drops what is left of it in PostgreSQL; to be run in <see cref="Database"/>.</summary>
    public string DropStatement
    {
        get
        {
            string[] parts = Name.Split('.');
            return $"DROP TABLE {string.Join('.', parts[^Math.Min(2, parts.Length)..].Select(Schema.SqlIdentifier.Quote))};";
        }
    }

    /// <summary>Whether it can be read.</summary>
    public bool IsOnline => State is >= ManagedTableState.Online and <= ManagedTableState.OnlinePipelineFailed;

    /// <summary>Whether something has failed that will not pass by itself.</summary>
    public bool HasFailed =>
        State is ManagedTableState.OfflineFailed or ManagedTableState.OnlinePipelineFailed || CatalogState == "FAILED";
}
