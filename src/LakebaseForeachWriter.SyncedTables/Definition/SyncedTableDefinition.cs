namespace Lakebase.SyncedTables;

/// <summary>
/// What a synced table is: a source, a target, the key that ties their rows together, and when the target follows. A plain object; the
/// engine copies what it needs.
/// </summary>
public sealed class SyncedTableDefinition
{
    /// <summary>The source by its name in Spark's catalog: <c>table</c>, <c>schema.table</c> or <c>catalog.schema.table</c>. Exactly one of
    /// this and <see cref="SourcePath"/> is set.</summary>
    public string? SourceTable { get; set; }

    /// <summary>The source by its path, in any file system that Spark reads.</summary>
    public string? SourcePath { get; set; }

    /// <summary>What lies at <see cref="SourcePath"/>. Default: <see cref="SourceFormat.Delta"/>.</summary>
    public SourceFormat SourceFormat { get; set; } = SourceFormat.Delta;

    /// <summary>
    /// The table to keep in step: <c>table</c> (in schema <c>public</c>), <c>schema.table</c> or <c>database.schema.table</c>, of letters,
    /// digits and underscores. Required. The engine makes the table; one that is there already and is not its own is refused.
    /// </summary>
    public string Target { get; set; } = "";

    /// <summary>The columns that tell rows apart. Required. Two rows of one key are an error unless there is a
    /// <see cref="TimeseriesKey"/>.</summary>
    public string[] PrimaryKeyColumns { get; set; } = [];

    /// <summary>A column by which the newest of several rows of a key is kept; null is older than everything. Default: none.</summary>
    public string? TimeseriesKey { get; set; }

    /// <summary>When and how the target follows. Default: <see cref="SchedulingPolicy.Snapshot"/>.</summary>
    public SchedulingPolicy SchedulingPolicy { get; set; } = SchedulingPolicy.Snapshot;

    /// <summary>Time between two looks at the source under <see cref="SchedulingPolicy.Continuous"/>, 100 ms … 1 day. Default:
    /// 15 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Columns of the target that the source does not have. Default: none.</summary>
    public IList<ExtraColumn> ExtraColumns { get; set; } = [];

    /// <summary>Indexes beside the primary key's, made after the load. Default: none.</summary>
    public IList<ExtraIndex> ExtraIndexDefinitions { get; set; } = [];

    /// <summary>Other types than those of the mapping. Default: none.</summary>
    public IList<TypeOverride> TypeOverrides { get; set; } = [];

    /// <summary>Whether VARIANT columns become JSONB; the managed service refuses them. Default: false.</summary>
    public bool VariantAsJson { get; set; }

    /// <summary>
    /// What becomes of a value that its column cannot hold, such as a text with a NUL character. Default:
    /// <see cref="InvalidValueHandling.Fail"/>. <see cref="InvalidValueHandling.DeadLetter"/> is not possible here.
    /// </summary>
    public InvalidValueHandling InvalidValues { get; set; } = InvalidValueHandling.Fail;

    /// <summary>What of a snapshot is compared with the source. Default: <see cref="VerificationLevel.Checksum"/>.</summary>
    public VerificationLevel Verification { get; set; } = VerificationLevel.Checksum;

    /// <summary>What a snapshot does with a target that cannot be swapped. Default:
    /// <see cref="DependantHandling.ApplyDifference"/>.</summary>
    public DependantHandling Dependants { get; set; } = DependantHandling.ApplyDifference;

    /// <summary>
    /// Whether the rights to change the target are taken from every role but its owner, after each snapshot, as the managed service's
    /// tables
    /// can only be read. Default: false.
    /// </summary>
    public bool ProtectTarget { get; set; }

    /// <summary>
    /// Triggered and Continuous: the share of the table's rows, 0 … 1, above which a range of changes is not applied but a snapshot made
    /// instead. Default: 0.1. With 1 never.
    /// </summary>
    public double SnapshotShare { get; set; } = 0.1;

    /// <summary>Versions of the source in one range at most, 1 … 100,000. Default: 1,000.</summary>
    public int MaxVersionsPerRange { get; set; } = 1_000;

    /// <summary>Files in one range at most, by what the versions' metrics say; a single version is never divided. Default:
    /// 10,000.</summary>
    public long MaxFilesPerRange { get; set; } = 10_000;

    /// <summary>Bytes in one range at most, by what the versions' metrics say; a single version is never divided. Default: 16
    /// GiB.</summary>
    public long MaxBytesPerRange { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>
    /// How long a finished snapshot waits, 1 s … 1 day, until no transaction is left that would see it half: those that began before its
    /// last row was committed. Also how long it tries to lock the target. Default: 10 minutes.
    /// </summary>
    public TimeSpan SwapTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>One wait for the target's lock, 10 ms … 1 minute; readers queue behind it. Default: 2 s. Then they go first, and it is
    /// tried
    /// again.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Where from and where to. Holds no secrets.</summary>
    public override string ToString() => $"{SourceTable ?? SourcePath} → {Target} ({SchedulingPolicy})";
}
