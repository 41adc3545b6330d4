using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Microsoft.Extensions.Logging;

namespace Lakebase.SyncedTables.Runs;

/// <summary>What the steps of a synced table's runs share.</summary>
/// <param name="Database">The driver's connections.</param>
/// <param name="State">The metadata.</param>
/// <param name="Source">The source.</param>
/// <param name="Definition">The definition; a copy.</param>
/// <param name="WriterOptions">The executors' connection, with their part of the connections.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes the log.</param>
/// <param name="Progress">Told where a run is, or null.</param>
internal sealed record RunContext(
    TargetDatabase Database,
    StateStore State,
    SourceTable Source,
    SyncedTableDefinition Definition,
    LakebaseWriterOptions WriterOptions,
    TimeProvider Time,
    ILogger Logger,
    IProgress<SyncProgress>? Progress)
{
    /// <summary>The target, as the metadata call it.</summary>
    public string Target { get; } = Lakebase.SyncedTables.Definition.TargetName.Of(Definition).ToString();

    /// <summary>Tells where the run is.</summary>
    public void Report(SyncPhase phase, long? version, long rowsLoaded = 0, long? rowsTotal = null) =>
        Progress?.Report(new SyncProgress(Target, phase, version) { RowsLoaded = rowsLoaded, RowsTotal = rowsTotal });
}
