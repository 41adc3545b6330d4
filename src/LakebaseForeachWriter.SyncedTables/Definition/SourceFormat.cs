namespace Lakebase.SyncedTables;

/// <summary>What lies at a source's path.</summary>
public enum SourceFormat
{
    /// <summary>A Delta table.</summary>
    Delta,

    /// <summary>Parquet files: <see cref="SchedulingPolicy.Snapshot"/> only, and whoever changes them during a run changes the
    /// copy.</summary>
    Parquet,
}
