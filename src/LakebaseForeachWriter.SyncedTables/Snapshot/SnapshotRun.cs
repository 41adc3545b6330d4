using Lakebase.Schema;
using Lakebase.SyncedTables.Apply;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.Stage;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>
/// One whole version of the source: loaded into a table in a schema of the run, verified, indexed, and then swapped into the target's place
/// or, where that cannot be, applied as the difference.
/// </summary>
internal sealed class SnapshotRun(RunContext context)
{
    private readonly SyncedTableDefinition _definition = context.Definition;
    private readonly MetadataSchema _metadata = context.State.Metadata;

    /// <summary>Runs it.</summary>
    /// <param name="run">The run; its row in the metadata says that it is the one.</param>
    /// <param name="before">What the metadata said before.</param>
    /// <param name="source">The source as it is; its version is what is copied.</param>
    /// <param name="message">Why it is a snapshot, if that is worth telling.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask RunAsync(
        Guid run, SyncedTableStatus before, SourceState source, string? message, CancellationToken cancellationToken)
    {
        long started = context.Time.GetTimestamp();
        context.Report(SyncPhase.Looking, source.Version);
        StructType schema = await context.Source.ReadSchemaAsync(source.Version, cancellationToken).ConfigureAwait(false);
        StructType? former = before.SourceSchema is { } json ? (StructType)DataType.ParseDataType(json) : null;
        TargetLayout layout = TargetLayout.Create(_definition, schema, former);
        TableSwap swap = new(context.Database, context.State, layout, context.Time);
        QualifiedName load = QualifiedName.Of(_metadata.LoadSchemaOf(run), layout.Target.Table);
        SnapshotTarget target;
        CarriedOver carried = CarriedOver.Nothing;
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            target = await SnapshotTarget.InspectAsync(connection.Connection, layout, before.LastAction is not null, cancellationToken)
                .ConfigureAwait(false);
            await connection.Connection.ExecuteAsync($"CREATE SCHEMA {SqlIdentifier.Quote(load.Schema!)}", cancellationToken)
                .ConfigureAwait(false);
            await connection.Connection.ExecuteAsync(TargetSql.CreateTable(layout, load), cancellationToken).ConfigureAwait(false);
            if (target is { Old: { } old, AppliesDifference: false })
            {
                carried = await swap.ReadCarriedOverAsync(connection.Connection, old, load.Schema!, cancellationToken)
                    .ConfigureAwait(false);
                await ExecuteAsync(connection.Connection, carried.BeforeLoad, cancellationToken).ConfigureAwait(false);
            }
        }

        long rows = await LoadAsync(run, source, layout, load, cancellationToken).ConfigureAwait(false);
        await new LoadedTable(context, layout, load).FinishAsync(target, carried, source, cancellationToken).ConfigureAwait(false);
        context.Report(SyncPhase.Swapping, source.Version, rows, rows);
        Advance advance = new(
            source.DeltaId, schema.Json, source.Version, source.CommitTime, target.AppliesDifference ? "difference" : "snapshot", rows,
            context.Time.GetElapsedTime(started))
        { Rows = rows, Message = message };
        if (target.AppliesDifference)
        {
            await ApplyDifferenceAsync(run, target, layout, former, load, advance, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await swap.RunAsync(run, target, carried, advance, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<long> LoadAsync(
        Guid run, SourceState source, TargetLayout layout, QualifiedName load, CancellationToken cancellationToken)
    {
        Task copying = context.Source.UseVersionAsync(
            $"copy version {source.Version}",
            source.Version,
            rows => StageLoad.Copy(SnapshotRows.Select(rows, layout), context, run, load),
            cancellationToken);

        // For the display alone: of a Delta table Spark knows it from the log, and nobody waits for it.
        Task<long>? total = context.Progress is null || !source.IsDelta
            ? null
            : context.Source.UseVersionAsync("count rows", source.Version, rows => rows.Count(), cancellationToken);
        await StageLoad.AwaitAsync(context, run, source.Version, total, copying, cancellationToken).ConfigureAwait(false);
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            // How many rows are in the table is what the verification counts.
            return await LoadedPartitions.CheckRecordsAsync(
                connection.Connection, _metadata, context.Target, run, isSecondLoad: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ApplyDifferenceAsync(
        Guid run,
        SnapshotTarget target,
        TargetLayout layout,
        StructType? formerSchema,
        QualifiedName load,
        Advance advance,
        CancellationToken cancellationToken)
    {
        await FollowColumnsAsync(layout, formerSchema, target, cancellationToken).ConfigureAwait(false);
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction = await connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await WatermarkCheck.LockAsync(connection.Connection, context.State, layout, run, cancellationToken).ConfigureAwait(false);
                await target.ThrowIfAnotherTableAsync(connection.Connection, layout, load, cancellationToken).ConfigureAwait(false);
                (long deleted, long updated, long inserted) =
                    await TableDifference.ApplyAsync(connection.Connection, layout, load, cancellationToken).ConfigureAwait(false);
                if (_definition.ProtectTarget)
                {
                    await TargetProtection.ApplyAsync(connection.Connection, layout.Target.Name, cancellationToken).ConfigureAwait(false);
                }

                Advance changed = advance with
                {
                    ActionRows = deleted + updated + inserted,
                    Message = advance.Message ?? "the difference was applied: " + string.Join("; ", target.Obstacles),
                };
                await context.State.AdvanceAsync(connection.Connection, context.Target, _definition, changed, cancellationToken)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // In a transaction of its own: it locks out readers, if only for a moment, and must not do so while rows are applied.
    private async ValueTask FollowColumnsAsync(
        TargetLayout layout, StructType? formerSchema, SnapshotTarget target, CancellationToken cancellationToken)
    {
        ColumnEvolution evolution = ColumnEvolution.Between(TargetLayout.Create(_definition, formerSchema ?? layout.SourceSchema), layout);
        if (evolution.Problem is { } problem)
        {
            throw new SyncedTableException(
                $"{context.Target}: {problem}, which needs a new table; but the target cannot be replaced: "
                + $"{string.Join("; ", target.Obstacles)}. Remove that for one run.");
        }

        await new LockedChange(context.Database, layout, context.Time).AddColumnsAsync(evolution.Added, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async ValueTask ExecuteAsync(
        NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        foreach (string statement in statements)
        {
            await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }
    }
}
