using Lakebase.SyncedTables.Stage;
using Lakebase.SyncedTables.State;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>
/// One run from the moment from which it alone may change the target until nothing is left of it. Tells what another application has done
/// to it from what a server has lost that crashed, or took over before it had everything: behind a pooler nothing else shows that.
/// </summary>
internal sealed class BegunRun(TargetDatabase database, StateStore state, ILogger logger)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(0.5);

    /// <summary>Begins a run and does its work.</summary>
    /// <param name="before">What the metadata say.</param>
    /// <param name="during">What they say from now on.</param>
    /// <param name="work">The work; given the run's id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">The server has lost the run, or another application has begun one.</exception>
    public async ValueTask RunAsync(
        SyncedTableStatus before, SyncedTableState during, Func<Guid, ValueTask> work, CancellationToken cancellationToken)
    {
        Guid run = await BeginAsync(before.Target, during, cancellationToken).ConfigureAwait(false);
        try
        {
            await work(run).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is SyncedTableException { IsSuperseded: true } || IsAboutTablesOf(run, failed))
        {
            SyncedTableStatus? now = await FindAsync(before.Target, cancellationToken).ConfigureAwait(false);
            if (now is not null && (now.RunId == run || HasNobodyBegunSince(before, now)))
            {
                throw new SyncedTableException(
                    $"{before.Target}: the server has lost what this run had begun (a crash, or a standby that took over before it had "
                    + "everything); the run begins anew.",
                    failed)
                { IsTransient = true };
            }

            if (now is not null && failed is PostgresException)
            {
                throw WatermarkCheck.Superseded(before.Target, failed);
            }

            throw;
        }
        finally
        {
            await CleanUpAsync(before.Target, run).ConfigureAwait(false);
        }
    }

    private async ValueTask<Guid> BeginAsync(string target, SyncedTableState during, CancellationToken cancellationToken)
    {
        Guid run = Guid.NewGuid();
        DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await LeftOvers.RemoveAsync(connection.Connection, state.Metadata, target, cancellationToken).ConfigureAwait(false);
            await state.BeginRunAsync(connection.Connection, target, run, during, cancellationToken).ConfigureAwait(false);
        }

        return run;
    }

    private bool IsAboutTablesOf(Guid run, Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } missing
        && (missing.MessageText.Contains(MetadataSchema.StageOf(state.Metadata.Schema, run).Name, StringComparison.Ordinal)
            || missing.MessageText.Contains(state.Metadata.LoadSchemaOf(run), StringComparison.Ordinal));

    // What the metadata say of the last beginning is as old as it was before this run, or older: they were set back.
    private static bool HasNobodyBegunSince(SyncedTableStatus before, SyncedTableStatus now) =>
        now.LastSyncStart is null || now.LastSyncStart <= before.LastSyncStart;

    private async ValueTask<SyncedTableStatus?> FindAsync(string target, CancellationToken cancellationToken)
    {
        DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await state.FindAsync(connection.Connection, target, cancellationToken).ConfigureAwait(false);
        }
    }

    // After a failure or a cancellation too; what cannot be removed now, the next run removes.
    private async ValueTask CleanUpAsync(string target, Guid run)
    {
        try
        {
            using CancellationTokenSource limit = new(CleanUpLimit);
            DriverConnection connection = await database.OpenAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await LeftOvers.RemoveAsync(connection.Connection, state.Metadata, run, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception later) when (later is SyncedTableException or NpgsqlException or OperationCanceledException
            or InvalidOperationException)
        {
            logger.CleanUpPostponed(target, later.Message);
        }
    }
}
