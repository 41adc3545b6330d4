using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>Runs a table once or, continuously, again and again; begins anew after errors that can pass; keeps the state in the
/// metadata.</summary>
internal sealed class RunLoop(RunContext context, RetryPause pause)
{
    private readonly bool _isContinuous = context.Definition.SchedulingPolicy == SchedulingPolicy.Continuous;

    /// <summary>Runs it.</summary>
    /// <exception cref="SyncedTableException">It failed.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                long started = context.Time.GetTimestamp();
                await RunWithRetriesAsync(cancellationToken).ConfigureAwait(false);
                if (_isContinuous && context.Definition.Interval - context.Time.GetElapsedTime(started) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest, context.Time, cancellationToken).ConfigureAwait(false);
                }
            }
            while (_isContinuous);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TrySetStateAsync(
                before => before.LastAction is null ? SyncedTableState.Provisioning : SyncedTableState.Online, "the run was cancelled", CancellationToken.None)
                .ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask RunWithRetriesAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            Exception error;
            try
            {
                bool hasWorked = await new TableRun(context).RunAsync(cancellationToken).ConfigureAwait(false);
                await RestAsync(hasWorked, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failed) when (failed is SyncedTableException or NpgsqlException or ChangeFeedGapException or IOException or InvalidOperationException
                or TimeoutException or Lakebase.Schema.SchemaMismatchException or SyncedTableDefinitionException)
            {
                error = failed;
            }

            // What a cancellation breaks off may say so in its own way.
            cancellationToken.ThrowIfCancellationRequested();
            Exception known = AsOurs(error);
            bool goesOn = known is SyncedTableException { IsTransient: true } && (_isContinuous || pause.Allows(attempt));
            await TrySetStateAsync(
                before => before.LastAction is null ? SyncedTableState.OfflineFailed : SyncedTableState.OnlinePipelineFailed, known.Message, cancellationToken)
                .ConfigureAwait(false);
            if (!goesOn)
            {
                context.Logger.RunFailed(context.Target, known.Message);
                throw known;
            }

            await pause.WaitAsync(context.Target, attempt, known.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    private Exception AsOurs(Exception error) => error switch
    {
        SyncedTableException or SyncedTableDefinitionException => error,
        ChangeFeedGapException gap => new SyncedTableException($"{context.Target}: a file of the source is gone: {gap.Message}", gap) { IsTransient = true },
        NpgsqlException => SyncedTableException.From(context.Target, "the run", error),

        // A connection that was lost between two statements.
        InvalidOperationException or IOException or TimeoutException =>
            new SyncedTableException($"{context.Target}: the run failed: {error.Message}", error) { IsTransient = true },
        _ => new SyncedTableException($"{context.Target}: the run failed: {error.Message}", error),
    };

    private async ValueTask RestAsync(bool hasWorked, CancellationToken cancellationToken)
    {
        SyncedTableState rest = (_isContinuous, hasWorked) switch
        {
            (true, _) => SyncedTableState.OnlineContinuousUpdate,
            (false, true) => SyncedTableState.Online,
            (false, false) => SyncedTableState.OnlineNoPendingUpdate,
        };
        DriverConnection connection = await context.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            SyncedTableStatus? now = await context.State.FindAsync(connection.Connection, context.Target, cancellationToken)
                .ConfigureAwait(false);
            if (now is not null && now.State != rest)
            {
                await context.State.SetStateAsync(connection.Connection, context.Target, rest, now.Message, cancellationToken)
                    .ConfigureAwait(false);
            }

            if (hasWorked && now is not null)
            {
                context.Logger.RunCompleted(
                    context.Target, now.LastVersion, now.LastAction, now.LastRows, now.LastDuration?.TotalMilliseconds ?? 0);
            }

            context.Report(SyncPhase.UpToDate, now?.LastVersion, now?.Rows ?? 0, now?.Rows);
        }
    }

    private async ValueTask TrySetStateAsync(
        Func<SyncedTableStatus, SyncedTableState> state, string message, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(0.4));
            DriverConnection connection = await context.Database.OpenAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (await context.State.FindAsync(connection.Connection, context.Target, limit.Token).ConfigureAwait(false) is { } now)
                {
                    await context.State.SetStateAsync(connection.Connection, context.Target, state(now), message, limit.Token)
                        .ConfigureAwait(false);
                }
            }
        }
        catch (Exception unreachable) when (unreachable is SyncedTableException or NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            // What there is to say is in the exception; the state says it when the database is back.
        }
    }
}
