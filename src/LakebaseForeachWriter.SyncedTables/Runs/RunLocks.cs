using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>
/// Keeps two applications from running one synced table at the same time: session locks on one connection. They are a courtesy that saves
/// work; that nothing is applied twice is the watermark's business.
/// </summary>
internal sealed class RunLocks(TargetDatabase database) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private DriverConnection? _connection;

    /// <summary>Takes a target's lock.</summary>
    /// <returns>Gives it back when disposed.</returns>
    /// <exception cref="SyncedTableException">Another application has it.</exception>
    public async ValueTask<IAsyncDisposable> TakeAsync(string target, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is { Connection.FullState: not System.Data.ConnectionState.Open })
            {
                await _connection.DisposeAsync().ConfigureAwait(false);
                _connection = null;
            }

            _connection ??= await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!database.KeepsSessions)
            {
                return new Lock(this, null);
            }

            bool isFree = await _connection.Connection.ScalarAsync<bool>(
                "SELECT pg_try_advisory_lock(hashtextextended('lakebase_sync ' || $1, 0))", cancellationToken, target)
                    .ConfigureAwait(false);
            return isFree
                ? new Lock(this, target)
                : throw new SyncedTableException($"{target}: another application is running this synced table. One at a time can.") { IsTransient = true };
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            // The pool would keep the session, and the session its locks.
            NpgsqlConnection.ClearPool(_connection.Connection);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _gate.Dispose();
    }

    private async ValueTask ReleaseAsync(string target)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_connection is { } connection)
            {
                await connection.Connection.ExecuteAsync(
                    "SELECT pg_advisory_unlock(hashtextextended('lakebase_sync ' || $1, 0))", CancellationToken.None, target)
                        .ConfigureAwait(false);
            }
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
        {
            // With its session the lock is gone.
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Lock(RunLocks locks, string? target) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => target is null ? ValueTask.CompletedTask : locks.ReleaseAsync(target);
    }
}
