using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>
/// Makes a loaded table ready to be swapped in: verified, with key, indexes and statistics. Spark reads the source again, the server reads
/// the table, and another of its sessions makes indexes, all at the same time.
/// </summary>
internal sealed class LoadedTable(RunContext context, TargetLayout layout, QualifiedName load)
{
    private const string DuplicateKey =
        "duplicate key in source: two rows have the same primary key. Choose a key that tells rows apart, or set TimeseriesKey to keep the "
        + "newest.";

    /// <summary>Does it.</summary>
    /// <exception cref="SyncedTableException">The table is not what the source has, or has a key twice or without a value.</exception>
    public async ValueTask FinishAsync(
        SnapshotTarget target, CarriedOver carried, SourceState source, CancellationToken cancellationToken)
    {
        SnapshotVerification verification = new(context, layout, source);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        context.Report(SyncPhase.Verifying, source.Version);
        Task<IReadOnlyList<RangeChecksum>> ofSource = verification.OfSourceAsync(stop.Token);
        try
        {
            DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                IReadOnlyList<RangeChecksum> ofTable =
                    await ReadAndIndexAsync(connection.Connection, verification, target, cancellationToken).ConfigureAwait(false);
                verification.Compare(await ofSource.ConfigureAwait(false), ofTable);
                context.Report(SyncPhase.Indexing, source.Version);
                await CompleteAsync(connection.Connection, target, carried, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // Nobody waits for Spark's answer any more.
            await stop.CancelAsync().ConfigureAwait(false);
            _ = ofSource.ContinueWith(task => task.Exception, TaskScheduler.Default);
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<RangeChecksum>> ReadAndIndexAsync(
        NpgsqlConnection connection, SnapshotVerification verification, SnapshotTarget target, CancellationToken cancellationToken)
    {
        if (TargetSql.CastColumns(layout, load) is { } casts)
        {
            await connection.ExecuteAsync(casts, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<RangeChecksum> ofTable = [];
        List<Func<NpgsqlConnection, CancellationToken, ValueTask>> steps =
        [
            async (session, token) => ofTable = await verification.OfTableAsync(session, load, token).ConfigureAwait(false),
            (session, token) => IndexKeyAsync(session, KeyName(target), token),
        ];

        // A table whose difference is applied needs the key for the joins, and nothing else.
        if (!target.AppliesDifference)
        {
            steps.AddRange(layout.Definition.ExtraIndexDefinitions.Select(index =>
                (Func<NpgsqlConnection, CancellationToken, ValueTask>)((session, token) =>
                    IndexSession.MakeAsync(session, TargetSql.CreateIndex(index, load), token))));
        }

        await new SideBySide(context.Database).RunAsync(connection, steps, cancellationToken).ConfigureAwait(false);
        return ofTable;
    }

    private async ValueTask CompleteAsync(
        NpgsqlConnection connection, SnapshotTarget target, CarriedOver carried, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(TargetSql.AddPrimaryKeyOfIndex(load, KeyName(target)), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException nothing) when (nothing.SqlState == PostgresErrorCodes.NotNullViolation)
        {
            throw new SyncedTableException(
                $"{context.Target}: a row of the source has null in key column '{nothing.ColumnName}'.", nothing);
        }

        if (!target.AppliesDifference)
        {
            foreach (string statement in carried.AfterLoad)
            {
                await IndexSession.MakeAsync(connection, statement, cancellationToken).ConfigureAwait(false);
            }
        }

        await connection.ExecuteAsync($"ANALYZE {load.ToSql()}", cancellationToken).ConfigureAwait(false);
    }

    // Others may read and make indexes meanwhile; the constraint itself, which locks them out, is then a matter of a moment.
    private async ValueTask IndexKeyAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await IndexSession.MakeAsync(connection, TargetSql.CreateKeyIndex(layout, load, name), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException duplicate) when (duplicate.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new SyncedTableException($"{context.Target}: {DuplicateKey}", duplicate);
        }
    }

    private string KeyName(SnapshotTarget target) =>
        (target.AppliesDifference ? null : target.Old?.PrimaryKeyName) ?? TargetSql.DefaultKeyName(load);
}
