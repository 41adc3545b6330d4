using Npgsql;

namespace Lakebase.Connections;

/// <summary>A connection on loan; disposal gives it back to the pool.</summary>
/// <param name="Connection">The connection, open.</param>
/// <param name="Session">What we left in its server session.</param>
/// <param name="Cancellation">Stops the session's statement from outside.</param>
internal sealed record PooledConnection(NpgsqlConnection Connection, ServerSession Session, BackendCancellation Cancellation) : IAsyncDisposable
{
    /// <summary>Gives the connection back.</summary>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
