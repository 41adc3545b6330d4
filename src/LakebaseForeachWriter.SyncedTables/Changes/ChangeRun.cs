using Lakebase.Schema;
using Lakebase.SyncedTables.Apply;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.Stage;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SyncedTables.Changes;

/// <summary>
/// One range of the change data feed: read as a batch into a stage of the run, folded by key, and applied in one transaction together with
/// the watermark. Readers see whole ranges only, and a crash anywhere means that the range runs again.
/// </summary>
internal sealed class ChangeRun(RunContext context)
{
    /// <summary>So few changes go through one task: starting others takes longer.</summary>
    private const long RowsOfOneTask = 50_000;

    /// <summary>Smaller ranges are applied whatever their share of the table is: a snapshot costs as much.</summary>
    private const long LeastRowsForSnapshot = 10_000;

    private readonly SyncedTableDefinition _definition = context.Definition;
    private readonly MetadataSchema _metadata = context.State.Metadata;

    /// <summary>Applies a range.</summary>
    /// <param name="run">The run; its row in the metadata says that it is the one.</param>
    /// <param name="before">What the metadata says.</param>
    /// <param name="source">The source as it is.</param>
    /// <param name="range">The range.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ChangeFeedGapException">The feed cannot be read, or a snapshot is cheaper.</exception>
    public async ValueTask RunAsync(
        Guid run, SyncedTableStatus before, SourceState source, ChangeRange range, CancellationToken cancellationToken)
    {
        long started = context.Time.GetTimestamp();
        StructType schema = range.IsEmpty
            ? await context.Source.ReadSchemaAsync(range.To, cancellationToken).ConfigureAwait(false)
            : await context.Source.ReadChangesSchemaAsync(range.From, range.To, cancellationToken).ConfigureAwait(false);
        TargetLayout layout = TargetLayout.Create(_definition, schema);
        IReadOnlyList<SyncedColumn> added = FindAddedColumns(before, layout);
        if (range.IsEmpty)
        {
            Advance empty = Advance(source, schema, range, 0, started) with { Action = before.LastAction ?? "changes" };
            await CommitAsync(run, before, layout, added, _ => ValueTask.FromResult(empty), cancellationToken).ConfigureAwait(false);
            return;
        }

        await ThrowIfSnapshotIsCheaperAsync(before, range, cancellationToken).ConfigureAwait(false);
        QualifiedName stage = MetadataSchema.StageOf(_metadata.Schema, run);
        ChangeApply apply = new(context, layout, stage);
        long rows = await LoadAsync(run, range, layout, stage, cancellationToken).ConfigureAwait(false);
        if (rows == 0)
        {
            // The metrics said that there may be some.
            await ThrowIfChangesWereLostAsync(range, cancellationToken).ConfigureAwait(false);
            Advance none = Advance(source, schema, range, 0, started);
            await CommitAsync(run, before, layout, added, _ => ValueTask.FromResult(none), cancellationToken).ConfigureAwait(false);
            return;
        }

        context.Report(SyncPhase.Applying, range.To, rows, rows);
        await AddColumnsAsync(layout, added, cancellationToken).ConfigureAwait(false);
        await PrepareAsync(run, range, layout, apply, cancellationToken).ConfigureAwait(false);
        await CommitAsync(
            run,
            before,
            layout,
            [],
            async connection =>
            {
                AppliedChanges changes = await apply.RunAsync(connection, cancellationToken).ConfigureAwait(false);
                return Advance(source, schema, range, changes.Total, started) with { RowsAdded = changes.Inserted - changes.Deleted };
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Advance Advance(SourceState source, StructType schema, ChangeRange range, long changes, long started) => new(
        source.DeltaId, schema.Json, range.To, range.Last.Time, "changes", changes, context.Time.GetElapsedTime(started));

    private IReadOnlyList<SyncedColumn> FindAddedColumns(SyncedTableStatus before, TargetLayout layout)
    {
        TargetLayout former = TargetLayout.Create(_definition, (StructType)DataType.ParseDataType(before.SourceSchema!));
        ColumnEvolution evolution = ColumnEvolution.Between(former, layout);
        return evolution.Problem is null
            ? evolution.Added
            : throw new SyncedTableException(
                $"{context.Target}: {evolution.Problem}. Changes follow added columns only: run a Snapshot once (SchedulingPolicy), "
                + "which makes the table anew; then go on.");
    }

    private async ValueTask ThrowIfSnapshotIsCheaperAsync(SyncedTableStatus before, ChangeRange range, CancellationToken cancellationToken)
    {
        if (_definition.SnapshotShare >= 1 || before.Rows is not { } rows)
        {
            return;
        }

        long changed = range.ChangedRows ?? await context.Source.UseChangesAsync(
            "count changes", range.From, range.To, feed => feed.Where("_change_type <> 'update_preimage'").Count(), cancellationToken)
            .ConfigureAwait(false);
        if (changed > Math.Max(LeastRowsForSnapshot, rows * _definition.SnapshotShare))
        {
            throw new ChangeFeedGapException(FormattableString.Invariant(
                $"{changed} changes to {rows} rows are more than SnapshotShare ({_definition.SnapshotShare:P0}) allows"));
        }
    }

    private async ValueTask<long> LoadAsync(
        Guid run, ChangeRange range, TargetLayout layout, QualifiedName stage, CancellationToken cancellationToken)
    {
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.Connection.ExecuteAsync(
                $"{ChangeColumns.CreateStage(layout, stage)}; {StageMark.CreateSql(stage)}", cancellationToken).ConfigureAwait(false);
        }

        Task copying = context.Source.UseChangesAsync(
            $"copy changes {range.From} to {range.To}",
            range.From,
            range.To,
            feed =>
            {
                DataFrame rows = ChangeColumns.Select(feed, layout);
                return StageLoad.Copy(range.ChangedRows < RowsOfOneTask ? rows.Coalesce(1) : rows, context, run, stage);
            },
            cancellationToken);
        Task<long>? total = range.ChangedRows is { } changed ? Task.FromResult(changed) : null;
        await StageLoad.AwaitAsync(context, run, range.To, total, copying, cancellationToken).ConfigureAwait(false);
        connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await LoadedPartitions.CheckAsync(connection.Connection, _metadata, context.Target, run, stage, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    // A server that answers commits before they are on its disk, or a standby that takes over, may know neither the rows nor the records of
    // the partitions any more: nothing was copied then, and all is in order, as if there were no changes.
    private async ValueTask ThrowIfChangesWereLostAsync(ChangeRange range, CancellationToken cancellationToken)
    {
        bool isEmpty = await context.Source.UseChangesAsync(
            "look for changes", range.From, range.To, feed => feed.IsEmpty(), cancellationToken).ConfigureAwait(false);
        if (!isEmpty)
        {
            throw new SyncedTableException(
                $"{context.Target}: versions {range.From} to {range.To} have changes, but the server knows nothing of their copy. Was it restarted "
                + "meanwhile? The range begins anew.")
            { IsTransient = true };
        }
    }

    // In a transaction of its own: it locks out readers, if only for a moment, and must not do so while rows are applied.
    private ValueTask AddColumnsAsync(TargetLayout layout, IReadOnlyList<SyncedColumn> added, CancellationToken cancellationToken) =>
        new LockedChange(context.Database, layout, context.Time).AddColumnsAsync(added, cancellationToken);

    private async ValueTask PrepareAsync(
        Guid run, ChangeRange range, TargetLayout layout, ChangeApply apply, CancellationToken cancellationToken)
    {
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        bool mustReadAgain;
        await using (connection.ConfigureAwait(false))
        {
            mustReadAgain = await apply.PrepareAsync(connection.Connection, cancellationToken).ConfigureAwait(false);
        }

        if (!mustReadAgain)
        {
            return;
        }

        string[] keys = [.. layout.Keys.Select(key => SparkText.Quote(key.Name))];
        await context.Source.UseChangesAsync(
            "read keys again",
            range.From,
            range.To,
            feed =>
            {
                DataFrame gone = feed.Where("_change_type IN ('delete', 'update_preimage')").SelectExpr(keys).Distinct();
                DataFrame rows = context.Source.Open(range.To).Join(gone, [.. layout.Keys.Select(key => key.Name)], "left_semi");
                return StageLoad.Copy(Snapshot.SnapshotRows.Select(rows, layout), context, run, apply.ReadAgain, StageLoad.SecondLoad);
            },
            cancellationToken).ConfigureAwait(false);
        connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await LoadedPartitions.CheckAsync(
                connection.Connection, _metadata, context.Target, run, apply.ReadAgain, cancellationToken, isSecondLoad: true)
                    .ConfigureAwait(false);
        }
    }

    private async ValueTask CommitAsync(
        Guid run,
        SyncedTableStatus before,
        TargetLayout layout,
        IReadOnlyList<SyncedColumn> added,
        Func<NpgsqlConnection, ValueTask<Advance>> apply,
        CancellationToken cancellationToken)
    {
        await AddColumnsAsync(layout, added, cancellationToken).ConfigureAwait(false);
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await WatermarkCheck.LockAsync(connection.Connection, context.State, layout, run, cancellationToken, before.LastVersion)
                    .ConfigureAwait(false);
                Advance advance = await apply(connection.Connection).ConfigureAwait(false);
                await context.State.AdvanceAsync(connection.Connection, context.Target, _definition, advance, cancellationToken)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
