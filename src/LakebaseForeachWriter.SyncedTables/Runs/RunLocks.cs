using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>
/// Keeps two runs of one synced table from being under way at the same time: those of other applications by session locks on one
/// connection, those of this one by a list. They are a courtesy that saves work; that nothing is applied twice is the watermark's business.
/// </summary>
internal sealed class RunLocks(TargetDatabase database) : IAsyncDisposable
{
    /// <summary>For one statement at the end of a run, which a cancellation must not wait for.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(0.4);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private DriverConnection? _connection;

    /// <summary>Takes a target's lock.</summary>
    /// <returns>Gives it back when disposed.</returns>
    /// <exception cref="SyncedTableException">Somebody else has it, or the server does not answer.</exception>
    public async ValueTask<IAsyncDisposable> TakeAsync(string target, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_held.Contains(target) && await IsFreeAsync(target, cancellationToken).ConfigureAwait(false))
            {
                _held.Add(target);
                return new Lock(this, target);
            }
        }
        catch (NpgsqlException lost)
        {
            throw SyncedTableException.From(target, "locking it for the run", lost);
        }
        finally
        {
            _gate.Release();
        }

        throw new SyncedTableException(
            $"{target}: another application is running this synced table, or another run of this one. One at a time can: stop it, or wait for its "
            + "end.")
        { IsTransient = true };
    }

    public async ValueTask DisposeAsync()
    {
        await DropConnectionAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private async ValueTask<bool> IsFreeAsync(string target, CancellationToken cancellationToken)
    {
        if (_connection is { Connection.FullState: not System.Data.ConnectionState.Open })
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }

        _connection ??= await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (database.KeepsSessions)
        {
            return await _connection.Connection.ScalarShortAsync<bool>(
                "SELECT pg_try_advisory_lock(hashtextextended('lakebase_sync ' || $1, 0))", cancellationToken, target)
                .ConfigureAwait(false);
        }

        // There are no locks, and others need the connection.
        await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
        return true;
    }

    private async ValueTask ReleaseAsync(string target)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _held.Remove(target);
            if (_connection is { } connection)
            {
                Task<long> unlock = connection.Connection.ExecuteShortAsync(
                    "SELECT pg_advisory_unlock(hashtextextended('lakebase_sync ' || $1, 0))", CancellationToken.None, target).AsTask();
                connection.LeaveTo(unlock);
                await unlock.WaitAsync(ReleaseLimit).ConfigureAwait(false);
            }
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or TimeoutException or IOException)
        {
            // With its session the lock is gone; and the others that it held, which the watermark makes up for.
            await DropConnectionAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    // The pool would keep the session, and the session its locks.
    private async ValueTask DropConnectionAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            NpgsqlConnection.ClearPool(connection.Connection);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Lock(RunLocks locks, string target) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => locks.ReleaseAsync(target);
    }
}
