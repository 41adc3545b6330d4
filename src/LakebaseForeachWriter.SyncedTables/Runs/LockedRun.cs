using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>A table's run from the lock that it takes to the state that it ends in; within two seconds where it is cancelled.</summary>
internal sealed class LockedRun(RunContext context, TableCatalog catalog, RunLocks locks, RetryPause pause)
{
    /// <summary>How long a run may take to end when it was cancelled: a server that has fallen silent is not waited for.</summary>
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1.7);

    private readonly bool _isContinuous = context.Definition.SchedulingPolicy == SchedulingPolicy.Continuous;

    /// <summary>Runs it.</summary>
    /// <exception cref="SyncedTableException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and is not continuous.</exception>
    public async Task<SyncedTableStatus> RunAsync(CancellationToken cancellationToken)
    {
        SyncedTableStatus? before = null;

        // Npgsql tells the server about a cancellation before it returns from it; who cancels, and who else is cancelled, must not wait for that.
        CancellationTokenSource ended = new();
        using CancellationTokenRegistration end = cancellationToken.Register(() => _ = ended.CancelAsync());
        Task<SyncedTableStatus> run = RunLockedAsync(created => before = created, ended.Token);
        try
        {
            return await run.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Its ordinary end, if it is continuous.
            if (await Task.WhenAny(run, Task.Delay(CancellationPatience, CancellationToken.None)).ConfigureAwait(false) == run)
            {
                return await AsCancelledAsync(run, cancellationToken).ConfigureAwait(false);
            }

            _ = run.ContinueWith(late => late.Exception, TaskScheduler.Default);
            return _isContinuous && before is not null ? before : throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task<SyncedTableStatus> RunLockedAsync(Action<SyncedTableStatus> onCreated, CancellationToken cancellationToken)
    {
        IAsyncDisposable ours = await TakeLockAsync(cancellationToken).ConfigureAwait(false);
        await using (ours.ConfigureAwait(false))
        {
            // Only now: whoever runs it at the moment goes by the definition that he has.
            SyncedTableStatus created = await catalog.CreateAsync(context.Definition, isLocked: true, cancellationToken).ConfigureAwait(false);
            onCreated(created);
            try
            {
                await new RunLoop(context, pause).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_isContinuous && cancellationToken.IsCancellationRequested)
            {
                return await TryFindAsync().ConfigureAwait(false) ?? created;
            }
        }

        return (await catalog.FindAsync(context.Target, CancellationToken.None).ConfigureAwait(false))!;
    }

    // A restarted application must not fail because the server has not yet noticed that its predecessor is dead.
    private async ValueTask<IAsyncDisposable> TakeLockAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await locks.TakeAsync(context.Target, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncedTableException held) when (held.IsTransient && pause.Allows(attempt))
            {
                await pause.WaitAsync(context.Target, attempt, held.Message, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<SyncedTableStatus> AsCancelledAsync(Task<SyncedTableStatus> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken);
        }
    }

    // Once: who cancels a run does not wait for a database that is not there.
    private async ValueTask<SyncedTableStatus?> TryFindAsync()
    {
        try
        {
            using CancellationTokenSource limit = new(CancellationPatience);
            DriverConnection connection = await context.Database.OpenAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await context.State.FindAsync(connection.Connection, context.Target, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception unreachable)
            when (unreachable is SyncedTableException or NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            return null;
        }
    }
}
