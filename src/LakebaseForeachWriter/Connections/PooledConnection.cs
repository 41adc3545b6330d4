using System.Data;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>A connection on loan; disposal gives it back to the pool.</summary>
/// <param name="Connection">The connection, open.</param>
/// <param name="Session">What we left in its server session.</param>
/// <param name="Source">The pool.</param>
internal sealed record PooledConnection(NpgsqlConnection Connection, ServerSession Session, PooledDataSource Source) : IAsyncDisposable
{
    private Task? _lastOperation;

    /// <summary>Leaves the connection to an operation that nobody waits for any more: it goes back to the pool after it.</summary>
    public void LeaveTo(Task operation) => _lastOperation = operation;

    /// <summary>
    /// Runs something that uses the connection. One that is lost between two messages is found out before the next is sent, and Npgsql
    /// then says that its caller has not opened it: here it is a lost connection like any other.
    /// </summary>
    /// <exception cref="NpgsqlException">It was lost.</exception>
    public async ValueTask UseAsync(Func<ValueTask> use)
    {
        try
        {
            await use().ConfigureAwait(false);
        }
        catch (InvalidOperationException notOpen) when (Connection.FullState is ConnectionState.Broken or ConnectionState.Closed)
        {
            throw new NpgsqlException("The connection was lost between two messages.", notOpen);
        }
    }

    /// <summary>Gives the connection back, or away if it is lost.</summary>
    public ValueTask DisposeAsync()
    {
        if (_lastOperation is { IsCompleted: false } operation)
        {
            _ = ReturnAfterAsync(operation);
            return ValueTask.CompletedTask;
        }

        if (Connection.FullState is ConnectionState.Broken or ConnectionState.Closed)
        {
            // What ended this session has probably ended those that wait in the pool: without them, each would cost a batch one of its tries.
            Source.ClearIdle();
        }

        return Connection.DisposeAsync();
    }

    private async Task ReturnAfterAsync(Task operation)
    {
        try
        {
            await operation.ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            // Whoever waited for it has reported a failure already.
        }

        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
