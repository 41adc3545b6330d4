using System.Text.Json.Serialization;

namespace Lakebase.Managed.Wire;

// What the REST API takes and says, in so far as it is used here. Every member may be missing in an answer.

/// <summary>The <c>spec</c> of both generations; <c>Branch</c> and <c>PostgresDatabase</c> belong to Autoscaling alone.</summary>
internal sealed record TableSpec
{
    public string? SourceTableFullName { get; init; }

    public IReadOnlyList<string>? PrimaryKeyColumns { get; init; }

    public string? TimeseriesKey { get; init; }

    public string? SchedulingPolicy { get; init; }

    public string? Branch { get; init; }

    public string? PostgresDatabase { get; init; }

    public bool? CreateDatabaseObjectsIfMissing { get; init; }

    public string? ExistingPipelineId { get; init; }

    public PipelineSpec? NewPipelineSpec { get; init; }

    public bool? AcceleratedSync { get; init; }

    public IReadOnlyList<ExtraColumnSpec>? ExtraColumns { get; init; }

    public IReadOnlyList<ExtraIndexSpec>? ExtraIndexDefinitions { get; init; }

    public IReadOnlyList<TypeOverrideSpec>? TypeOverrides { get; init; }
}

internal sealed record PipelineSpec(string? StorageCatalog, string? StorageSchema, string? BudgetPolicyId, string? PipelineChannel);

internal sealed record ExtraColumnSpec(string ColumnName, string ColumnType, string Compute, string Maintenance);

internal sealed record ExtraIndexSpec(string Name, string Definition, string? CreationPoint);

internal sealed record TypeOverrideSpec(string ColumnName, string PgType, int Size);

internal sealed record ProgressAnswer(
    double? EstimatedCompletionTimeSeconds,
    long? LatestVersionCurrentlyProcessing,
    string? ProvisioningPhase,
    double? SyncProgressCompletion,
    long? SyncedRowCount,
    long? TotalRowCount);

internal sealed record LastSync(DeltaInfo? DeltaTableSyncInfo, string? SyncStartTimestamp, string? SyncEndTimestamp);

internal sealed record DeltaInfo(long? DeltaCommitVersion, string? DeltaCommitTimestamp);

// --- Provisioned: /api/2.0/database

internal sealed record ProvisionedTable
{
    public string? Name { get; init; }

    public string? DatabaseInstanceName { get; init; }

    public string? EffectiveDatabaseInstanceName { get; init; }

    public string? LogicalDatabaseName { get; init; }

    public string? EffectiveLogicalDatabaseName { get; init; }

    public string? DatabaseProjectId { get; init; }

    public string? EffectiveDatabaseProjectId { get; init; }

    public string? DatabaseBranchId { get; init; }

    public string? EffectiveDatabaseBranchId { get; init; }

    public TableSpec? Spec { get; init; }

    public ProvisionedStatus? DataSynchronizationStatus { get; init; }

    public string? UnityCatalogProvisioningState { get; init; }
}

internal sealed record ProvisionedStatus(
    string? DetailedState,
    string? Message,
    string? PipelineId,
    LastSync? LastSync,
    PhaseStatus? ProvisioningStatus,
    PhaseStatus? ContinuousUpdateStatus,
    PhaseStatus? TriggeredUpdateStatus,
    PhaseStatus? FailedStatus);

internal sealed record PhaseStatus(
    ProgressAnswer? InitialPipelineSyncProgress, ProgressAnswer? TriggeredUpdateProgress, long? LastProcessedCommitVersion, string? Timestamp);

internal sealed record ProvisionedTableList(IReadOnlyList<ProvisionedTable>? SyncedTables, string? NextPageToken);

// --- Autoscaling: /api/2.0/postgres

internal sealed record AutoscalingRequest(TableSpec Spec);

internal sealed record AutoscalingTable(string? Name, string? SyncedTableId, TableSpec? Spec, AutoscalingStatus? Status);

internal sealed record AutoscalingStatus(
    string? DetailedState,
    string? Message,
    string? PipelineId,
    string? Project,
    long? LastProcessedCommitVersion,
    LastSync? LastSync,
    string? LastSyncTime,
    ProgressAnswer? OngoingSyncProgress,
    string? ProvisioningPhase,
    string? UnityCatalogProvisioningState);

internal sealed record OperationAnswer(string? Name, bool? Done, OperationError? Error);

internal sealed record OperationError(string? ErrorCode, string? Message);

// --- Unity Catalog: /api/2.1/unity-catalog

internal sealed record CatalogTableList(IReadOnlyList<CatalogTable>? Tables, string? NextPageToken);

internal sealed record CatalogTable(string? FullName);

internal sealed record NoAnswer;

/// <summary>Reads and writes the above without reflection. 64-bit numbers may come as texts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ProvisionedTable))]
[JsonSerializable(typeof(ProvisionedTableList))]
[JsonSerializable(typeof(AutoscalingRequest))]
[JsonSerializable(typeof(AutoscalingTable))]
[JsonSerializable(typeof(OperationAnswer))]
[JsonSerializable(typeof(CatalogTableList))]
[JsonSerializable(typeof(NoAnswer))]
internal sealed partial class ManagedJson : JsonSerializerContext;
