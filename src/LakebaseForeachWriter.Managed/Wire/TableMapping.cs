using System.Globalization;

namespace Lakebase.Managed.Wire;

/// <summary>Between the library's types and the two APIs' shapes. Pure.</summary>
internal static class TableMapping
{
    private const string PgTypePrefix = "PG_SPECIFIC_TYPE_";
    private const string AfterDataLoad = "CREATION_POINT_AFTER_DATA_LOAD";
    private const string ResourcePrefix = "synced_tables/";

    /// <summary>The request of the <c>postgres</c> API.</summary>
    public static AutoscalingRequest ToAutoscaling(ManagedTableDefinition table) => new(
        SpecOf(table) with { Branch = table.Branch, PostgresDatabase = table.Database });

    /// <summary>The request of the <c>database</c> API; it can also name a branch of a project.</summary>
    public static ProvisionedTable ToProvisioned(ManagedTableDefinition table)
    {
        string[]? branch = table.Branch?.Split('/');
        return new ProvisionedTable
        {
            Name = table.Name,
            DatabaseInstanceName = table.InstanceName,
            LogicalDatabaseName = table.Database,
            DatabaseProjectId = branch?[1],
            DatabaseBranchId = branch?[3],
            Spec = SpecOf(table),
        };
    }

    /// <summary>What the <c>postgres</c> API said.</summary>
    public static ManagedTable FromAutoscaling(AutoscalingTable answer, string name)
    {
        AutoscalingStatus? status = answer.Status;
        string full = answer.Name is { } resource && resource.StartsWith(ResourcePrefix, StringComparison.Ordinal)
            ? resource[ResourcePrefix.Length..]
            : answer.SyncedTableId ?? name;
        return WithSpec(answer.Spec, new ManagedTable
        {
            Name = full,
            Generation = ManagedGeneration.Autoscaling,
            State = EnumNames.ReadState(status?.DetailedState),
            StateText = status?.DetailedState,
            Message = status?.Message,
            CatalogState = status?.UnityCatalogProvisioningState,
            Place = answer.Spec?.Branch ?? status?.Project,
            Database = answer.Spec?.PostgresDatabase,
            PipelineId = status?.PipelineId,
            LastVersion = status?.LastProcessedCommitVersion ?? status?.LastSync?.DeltaTableSyncInfo?.DeltaCommitVersion,
            LastVersionCommittedAt = ReadTime(status?.LastSync?.DeltaTableSyncInfo?.DeltaCommitTimestamp),
            LastSyncEndedAt = ReadTime(status?.LastSync?.SyncEndTimestamp ?? status?.LastSyncTime),
            Progress = ReadProgress(status?.OngoingSyncProgress, status?.ProvisioningPhase),
        });
    }

    /// <summary>What the <c>database</c> API said.</summary>
    public static ManagedTable FromProvisioned(ProvisionedTable answer, string name)
    {
        ProvisionedStatus? status = answer.DataSynchronizationStatus;
        PhaseStatus? phase =
            status?.ContinuousUpdateStatus ?? status?.TriggeredUpdateStatus ?? status?.ProvisioningStatus ?? status?.FailedStatus;
        string? project = answer.EffectiveDatabaseProjectId ?? answer.DatabaseProjectId;
        string? branch = answer.EffectiveDatabaseBranchId ?? answer.DatabaseBranchId;
        return WithSpec(answer.Spec, new ManagedTable
        {
            Name = answer.Name ?? name,
            Generation = ManagedGeneration.Provisioned,
            State = EnumNames.ReadState(status?.DetailedState),
            StateText = status?.DetailedState,
            Message = status?.Message,
            CatalogState = answer.UnityCatalogProvisioningState,
            Place = answer.EffectiveDatabaseInstanceName ?? answer.DatabaseInstanceName
                ?? (project is null ? null : $"projects/{project}/branches/{branch}"),
            Database = answer.EffectiveLogicalDatabaseName ?? answer.LogicalDatabaseName,
            PipelineId = status?.PipelineId,
            LastVersion = phase?.LastProcessedCommitVersion ?? status?.LastSync?.DeltaTableSyncInfo?.DeltaCommitVersion,
            LastVersionCommittedAt = ReadTime(status?.LastSync?.DeltaTableSyncInfo?.DeltaCommitTimestamp),
            LastSyncEndedAt = ReadTime(status?.LastSync?.SyncEndTimestamp ?? phase?.Timestamp),
            Progress = ReadProgress(phase?.TriggeredUpdateProgress ?? phase?.InitialPipelineSyncProgress, null),
        });
    }

    private static TableSpec SpecOf(ManagedTableDefinition table) => new()
    {
        SourceTableFullName = table.SourceTable,
        PrimaryKeyColumns = table.PrimaryKeyColumns,
        TimeseriesKey = table.TimeseriesKey,
        SchedulingPolicy = EnumNames.Write(table.SchedulingPolicy),
        CreateDatabaseObjectsIfMissing = table.CreateDatabaseObjectsIfMissing,
        ExistingPipelineId = table.ExistingPipelineId,
        NewPipelineSpec = table.NewPipeline is { } pipeline
            ? new PipelineSpec(
                pipeline.StorageCatalog,
                pipeline.StorageSchema,
                pipeline.BudgetPolicyId,
                pipeline.Channel is { } channel ? EnumNames.Write(channel) : null)
            : null,
        AcceleratedSync = table.AcceleratedSync,
        ExtraColumns = OrNull(table.ExtraColumns.Select(column =>
            new ExtraColumnSpec(column.Name, column.Type, column.Compute, EnumNames.Write(column.Maintenance)))),
        ExtraIndexDefinitions = OrNull(table.ExtraIndexes.Select(index =>
            new ExtraIndexSpec(index.Name, index.Definition, index.AfterDataLoad ? AfterDataLoad : null))),
        TypeOverrides = OrNull(table.TypeOverrides.Select(type =>
            new TypeOverrideSpec(type.Column, EnumNames.Write(type.Type, PgTypePrefix), type.Size))),
    };

    private static ManagedTable WithSpec(TableSpec? spec, ManagedTable table) => table with
    {
        SourceTable = spec?.SourceTableFullName,
        PrimaryKeyColumns = spec?.PrimaryKeyColumns ?? [],
        TimeseriesKey = spec?.TimeseriesKey,
        SchedulingPolicy = EnumNames.Read<SchedulingPolicy>(spec?.SchedulingPolicy),
    };

    private static SyncProgress? ReadProgress(ProgressAnswer? progress, string? phase) => progress is null ? null : new SyncProgress(
        progress.SyncProgressCompletion is { } share ? Math.Clamp(share, 0, 1) : null,
        progress.SyncedRowCount,
        progress.TotalRowCount,
        progress.EstimatedCompletionTimeSeconds is >= 0 and < 1e9 and { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        progress.LatestVersionCurrentlyProcessing,
        progress.ProvisioningPhase ?? phase);

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static T[]? OrNull<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } some ? some : null;
}
