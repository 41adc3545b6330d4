using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Apply;

/// <summary>How the target's rows changed.</summary>
internal sealed record AppliedChanges(long Deleted, long Updated, long Inserted)
{
    public long Total => Deleted + Updated + Inserted;
}

/// <summary>Applies a stage to the target: prepared outside of the transaction that readers wait for, committed in one with the
/// watermark.</summary>
internal sealed class ChangeApply(RunContext context, TargetLayout layout, QualifiedName stage)
{
    // For the joins of one transaction at a time. PostgreSQL's default is for many small queries at once.
    private const string WorkMemorySql = "SET LOCAL work_mem = '64MB'";

    private readonly ChangeFold? _fold = layout.Timeseries is null ? new ChangeFold(layout, stage) : null;
    private readonly NewestFold? _newest = layout.Timeseries is null ? null : new NewestFold(layout, stage);

    /// <summary>The tables that it makes beside the stage.</summary>
    public IReadOnlyList<QualifiedName> Tables => _newest is null ? [_fold!.Fold] : [_newest.Fold, _newest.Decisions, _newest.ReadAgain];

    /// <summary>Where rows go that must be read again from the source.</summary>
    public QualifiedName ReadAgain => _newest!.ReadAgain;

    /// <summary>Folds the stage, and says whether keys must be read again before <see cref="RunAsync"/>.</summary>
    /// <exception cref="SyncedTableException">The source has a key twice.</exception>
    public async ValueTask<bool> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(WorkMemorySql, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"ANALYZE {stage.ToSql()}", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(_fold?.CreateSql ?? _newest!.CreateSql, cancellationToken).ConfigureAwait(false);
            bool mustReadAgain = false;
            if (_newest is not null)
            {
                if (await connection.ScalarAsync<long>(_newest.CountTwinsSql, cancellationToken).ConfigureAwait(false) is var twins and > 0)
                {
                    throw Duplicate($"{twins} pairs of primary key and '{layout.Timeseries!.Name}' are there twice");
                }

                await connection.ExecuteAsync(_newest.DecideSql, cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync(
                    $"CREATE UNLOGGED TABLE {ReadAgain.ToSql()} ({string.Join(", ", layout.Columns.Select(column => column.LoadDefinition))})",
                    cancellationToken).ConfigureAwait(false);
                mustReadAgain = await connection.ScalarAsync<long>(_newest.CountAgainSql, cancellationToken).ConfigureAwait(false) > 0;
            }

            await connection.ExecuteAsync($"ANALYZE {Tables[0].ToSql()}", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return mustReadAgain;
        }
    }

    /// <summary>Applies it, in the transaction that is open.</summary>
    /// <exception cref="SyncedTableException">The source has a key twice, or the server has lost the stage.</exception>
    public async ValueTask<AppliedChanges> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A server that crashes empties its unlogged tables, all at once; an empty stage would be applied as no change at all.
        if (!await connection.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {stage.ToSql()})", cancellationToken).ConfigureAwait(false))
        {
            throw new SyncedTableException($"{context.Target}: the server was restarted and has lost the stage; the range begins anew.")
            {
                IsTransient = true,
            };
        }

        await connection.ExecuteAsync(WorkMemorySql, cancellationToken).ConfigureAwait(false);
        return _fold is null
            ? await ApplyNewestAsync(connection, _newest!, cancellationToken).ConfigureAwait(false)
            : await ApplyAsync(connection, _fold, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AppliedChanges> ApplyAsync(NpgsqlConnection connection, ChangeFold fold, CancellationToken cancellationToken)
    {
        List<(long Twins, long Inserts, long Updates)> counts = await connection.QueryAsync(
            fold.CountSql, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        (long twins, long inserts, long updates) = counts[0];
        if (twins > 0)
        {
            throw Duplicate($"{twins} primary keys are there twice");
        }

        await connection.ExecuteAsync("SAVEPOINT one_by_one", cancellationToken).ConfigureAwait(false);
        try
        {
            long deleted = await connection.ExecuteAsync(fold.DeleteSql, cancellationToken).ConfigureAwait(false);
            long updated = updates == 0 || fold.UpdateSql is not { } update
                ? updates
                : await connection.ExecuteAsync(update, cancellationToken).ConfigureAwait(false);
            long inserted = inserts == 0 ? 0 : await connection.ExecuteAsync(fold.InsertSql, cancellationToken).ConfigureAwait(false);
            if (inserted < inserts)
            {
                throw Duplicate($"{inserts - inserted} inserted keys are in the target already; if not the source has them twice, somebody has written into the target");
            }

            if (updated < updates)
            {
                inserted += await connection.ExecuteAsync(fold.RepairSql, cancellationToken).ConfigureAwait(false);
            }

            return new AppliedChanges(deleted, updated, inserted);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Rows that exchange values of another unique index: no order of single statements can do that but this.
            await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT one_by_one", cancellationToken).ConfigureAwait(false);
            await ThrowIfReferredToAsync(connection, taken, cancellationToken).ConfigureAwait(false);
            long deleted = await connection.ExecuteAsync(fold.DeleteAllSql, cancellationToken).ConfigureAwait(false);
            long inserted = await connection.ExecuteAsync(fold.InsertAllSql, cancellationToken).ConfigureAwait(false);
            return new AppliedChanges(deleted, 0, inserted);
        }
    }

    // A row that is deleted, if only to be made again, takes others along or is held by them.
    private async ValueTask ThrowIfReferredToAsync(NpgsqlConnection connection, PostgresException taken, CancellationToken cancellationToken)
    {
        string? reference = await connection.ScalarAsync<string>(
            "SELECT min(format('%I of %s', conname, conrelid::regclass)) FROM pg_constraint WHERE contype = 'f' AND confrelid = to_regclass($1)",
            cancellationToken,
            layout.Target.Name.ToSql()).ConfigureAwait(false);
        if (reference is not null)
        {
            throw new SyncedTableException(
                $"{context.Target}: rows exchange values of the unique index '{taken.ConstraintName}', so they would have to be deleted and "
                + $"made again, which the foreign key {reference} forbids. Drop one of the two, and make it again when the run is done.",
                taken);
        }
    }

    private static async ValueTask<AppliedChanges> ApplyNewestAsync(
        NpgsqlConnection connection, NewestFold fold, CancellationToken cancellationToken)
    {
        long deleted = await connection.ExecuteAsync(fold.DeleteSql, cancellationToken).ConfigureAwait(false);
        long updated = await connection.ExecuteAsync(fold.UpdateAgainSql, cancellationToken).ConfigureAwait(false);
        updated += await connection.ExecuteAsync(fold.UpdateSql, cancellationToken).ConfigureAwait(false);
        long inserted = await connection.ExecuteAsync(fold.InsertSql, cancellationToken).ConfigureAwait(false);
        return new AppliedChanges(deleted, updated, inserted);
    }

    private SyncedTableException Duplicate(string what) => new(
        $"{context.Target}: duplicate key in source: {what}. Choose a key that tells rows apart, or set TimeseriesKey to keep the newest.");
}
