namespace Lakebase.Managed;

/// <summary>
/// A synced table to be made. Required: <see cref="Name"/>, <see cref="SourceTable"/> and <see cref="PrimaryKeyColumns"/>; members that
/// are null or empty are not sent, and the service decides.
/// </summary>
public sealed class ManagedTableDefinition
{
    /// <summary>The synced table in Unity Catalog, <c>catalog.schema.table</c>; in PostgreSQL it is <c>schema.table</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The Delta table that it follows, <c>catalog.schema.table</c>.</summary>
    public string SourceTable { get; set; } = "";

    /// <summary>The columns that tell rows apart.</summary>
    public IReadOnlyList<string> PrimaryKeyColumns { get; set; } = [];

    /// <summary>The column by which the newest of several rows with one key wins. Default: null.</summary>
    public string? TimeseriesKey { get; set; }

    /// <summary>When changes are taken over. Default: <see cref="SchedulingPolicy.Snapshot"/>.</summary>
    public SchedulingPolicy SchedulingPolicy { get; set; } = SchedulingPolicy.Snapshot;

    /// <summary>Which API is asked. Default: null, which means what <see cref="Branch"/> or <see cref="InstanceName"/> belongs to, or else
    /// Autoscaling, and Provisioned where the workspace does not know that.</summary>
    public ManagedGeneration? Generation { get; set; }

    /// <summary>The branch of a project, <c>projects/…/branches/…</c>. Default: null; in a catalog that belongs to a Lakebase database it
    /// is known. At most one of this and <see cref="InstanceName"/>.</summary>
    public string? Branch { get; set; }

    /// <summary>The database instance (Provisioned). Default: null; in a catalog that belongs to a Lakebase database it is known.</summary>
    public string? InstanceName { get; set; }

    /// <summary>The PostgreSQL database. Default: null; in a catalog that belongs to a Lakebase database it is known, else it must be
    /// named.</summary>
    public string? Database { get; set; }

    /// <summary>Whether database and schema are made in PostgreSQL where they are missing. Default: null, which the service takes for
    /// true.</summary>
    public bool? CreateDatabaseObjectsIfMissing { get; set; }

    /// <summary>The pipeline to add the table to. Default: null. At most one of this and <see cref="NewPipeline"/>.</summary>
    public string? ExistingPipelineId { get; set; }

    /// <summary>The pipeline to make. Default: null.</summary>
    public NewPipeline? NewPipeline { get; set; }

    /// <summary>Whether the first load goes the faster way, which must be enabled for the workspace. Default: null.</summary>
    public bool? AcceleratedSync { get; set; }

    /// <summary>Columns beside those of the source. Default: none.</summary>
    public IReadOnlyList<ExtraColumn> ExtraColumns { get; set; } = [];

    /// <summary>Secondary indexes. Default: none.</summary>
    public IReadOnlyList<ExtraIndex> ExtraIndexes { get; set; } = [];

    /// <summary>Other types than the service's own choice. Default: none.</summary>
    public IReadOnlyList<TypeOverride> TypeOverrides { get; set; } = [];

    /// <summary>Everything that is wrong with it, one sentence each, as far as that shows without the service; empty if nothing is.</summary>
    public IReadOnlyList<string> FindProblems() => ManagedTableDefinitionValidator.FindProblems(this);
}
