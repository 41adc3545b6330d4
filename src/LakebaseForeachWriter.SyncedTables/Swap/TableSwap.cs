using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>
/// Puts a loaded table in the target's place: one transaction under the target's lock, which is asked for in short waits so that readers
/// never queue for long behind it.
/// </summary>
internal sealed class TableSwap(TargetDatabase database, StateStore state, TargetLayout layout, TimeProvider time)
{
    private readonly SyncedTableDefinition _definition = layout.Definition;

    /// <summary>Statements that give the new table what the old one has, for the schema that it is built in.</summary>
    public ValueTask<CarriedOver> ReadCarriedOverAsync(
        NpgsqlConnection connection, TargetTableState old, string loadSchema, CancellationToken cancellationToken) =>
        CarriedOver.ReadAsync(
            connection,
            old.Oid,
            loadSchema,
            [.. layout.Columns.Select(column => column.Name), .. _definition.ExtraColumns.Select(column => column.ColumnName)],
            [.. _definition.ExtraIndexDefinitions.Select(index => index.Name)],
            cancellationToken);

    /// <summary>Swaps.</summary>
    /// <param name="run">The run, whose table it is.</param>
    /// <param name="target">What was there when the load began.</param>
    /// <param name="built">What the new table was given.</param>
    /// <param name="advance">What to write down.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">The target's lock could not be had, or the target was altered during the load.</exception>
    public async ValueTask RunAsync(
        Guid run, SnapshotTarget target, CarriedOver built, Advance advance, CancellationToken cancellationToken)
    {
        LoadEnd end = await OldSnapshots.MarkAsync(database, cancellationToken).ConfigureAwait(false);
        await OldSnapshots.WaitAsync(database, layout.Target.ToString(), end, _definition.SwapTimeout, time, cancellationToken)
            .ConfigureAwait(false);
        await new LockedChange(database, layout, time).RunAsync(
            async connection =>
            {
                await WatermarkCheck.LockAsync(connection, state, layout, run, cancellationToken).ConfigureAwait(false);
                await ReplaceAsync(connection, run, target, built, cancellationToken).ConfigureAwait(false);
                await state.AdvanceAsync(connection, layout.Target.ToString(), _definition, advance, cancellationToken).ConfigureAwait(false);
            },
            "the new version is loaded, but the old one is in use without a pause",
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReplaceAsync(
        NpgsqlConnection connection, Guid run, SnapshotTarget target, CarriedOver built, CancellationToken cancellationToken)
    {
        string loadSchema = state.Metadata.LoadSchemaOf(run);
        QualifiedName name = layout.Target.Name;
        QualifiedName loaded = QualifiedName.Of(loadSchema, name.Name);

        SnapshotTarget.ThrowIfLost(layout, await TargetTableState.ReadAsync(connection, loaded, cancellationToken).ConfigureAwait(false));
        CarriedOver now = CarriedOver.Nothing;
        if (target.Old is { } old)
        {
            await connection.ExecuteAsync($"LOCK TABLE {name.ToSql()} IN ACCESS EXCLUSIVE MODE", cancellationToken).ConfigureAwait(false);
            TargetTableState? current = await TargetTableState.ReadAsync(connection, name, cancellationToken).ConfigureAwait(false);
            now = await ReadCarriedOverAsync(connection, old, loadSchema, cancellationToken).ConfigureAwait(false);
            if (current?.Oid != old.Oid || current.Dependants.Count > 0 || !current.Columns.SequenceEqual(old.Columns) || !now.BuildsLike(built))
            {
                throw new SyncedTableException(
                    $"{layout.Target} was altered while its new version was being loaded; the run begins anew.")
                { IsTransient = true };
            }
        }

        string[] statements =
        [
            .. now.BeforeDrop,
            .. target.Old is null ? (string[])[] : [$"DROP TABLE {name.ToSql()}"],
            $"ALTER TABLE {loaded.ToSql()} SET SCHEMA {SqlIdentifier.Quote(layout.Target.Schema)}",
            .. now.AfterSwap,
            $"DROP SCHEMA {SqlIdentifier.Quote(loadSchema)}",
        ];
        foreach (string statement in statements)
        {
            await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        if (_definition.ProtectTarget)
        {
            await TargetProtection.ApplyAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }
    }
}
