using Lakebase.Connections.Databricks;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>
/// Connections to one database as one identity. What must be asked first (a Lakebase host's address, a password, what stands in front of
/// the server) is asked by the first <see cref="OpenAsync"/>, once for all who wait, and by the next one again if it failed. Thread-safe.
/// </summary>
internal sealed class PooledDataSource : IAsyncDisposable
{
    private readonly ConnectionTarget _target;
    private readonly LakebaseLogin? _lakebase;
    private readonly SingleFlight<ServerPool> _first;
    private readonly CancellationTokenSource _disposed = new();
    private volatile ServerPool? _pool;

    private PooledDataSource(ConnectionTarget target, TimeProvider time)
    {
        _target = target;
        _lakebase = target.Lakebase is { } lakebase ? new LakebaseLogin(lakebase, ApiPatience.Default, time) : null;
        _first = new SingleFlight<ServerPool>(OpenFirstAsync);
    }

    /// <summary>Where it leads, for messages; for a Lakebase name, the address is there from the first connection on.</summary>
    public ServerPlace Place => _pool?.Place ?? _target.Place;

    /// <summary>Equal for sources that lead to the same database as the same role. Holds secrets: a key, never to be shown.</summary>
    public string Identity => _target.Identity;

    /// <summary>Whether a session lasts as long as its connection. Known from the first connection on.</summary>
    public bool KeepsSessions => _pool?.KeepsSessions ?? true;

    /// <summary>Stops what a session is doing from outside. There from the first connection on.</summary>
    public BackendCancellation Cancellation =>
        _pool?.Cancellation ?? throw new InvalidOperationException("There is no session before the first connection.");

    /// <summary>How far away the server is.</summary>
    public RoundTripTime RoundTrip { get; } = new();

    /// <summary>Closes the connections that nobody has on loan.</summary>
    public void ClearIdle() => _pool?.ClearIdle();

    /// <summary>
    /// What an error says about the connections that wait in the pool: after a failover the address leads to the new primary, and they
    /// still lead to the old one, which can only be read.
    /// </summary>
    public void LearnFrom(Exception error)
    {
        if (error is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            ClearIdle();
        }
    }

    /// <summary>A data source for a target. Asks nothing and opens nothing yet.</summary>
    public static PooledDataSource Create(ConnectionTarget target, TimeProvider time) => new(target, time);

    /// <summary>Takes a connection from the pool, or opens one. Waits while the cap is reached.</summary>
    /// <exception cref="NpgsqlException">The server or the workspace that knows it cannot be reached, or does not let us in.</exception>
    public async ValueTask<PooledConnection> OpenAsync(CancellationToken cancellationToken)
    {
        ServerPool pool = _pool ?? await _first.Join().WaitAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection connection = await pool.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new PooledConnection(connection, pool.SessionOf(connection), this);
    }

    /// <summary>Closes the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        if (_pool is { } pool)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ServerPool> OpenFirstAsync()
    {
        if (_pool is { } there)
        {
            return there;
        }

        NpgsqlConnectionStringBuilder settings = new(_target.Settings.ConnectionString);

        // The address that the API calls the endpoint's own has no pooler in front, though a proxy with session ids of its own.
        PooledHost pooledHost = _target is { PooledHost: PooledHost.Auto, Settings.Host: null } ? PooledHost.Off : _target.PooledHost;
        if (_lakebase is not null)
        {
            try
            {
                await _lakebase.CompleteAsync(settings, _disposed.Token).ConfigureAwait(false);
            }
            catch (LakebaseApiException failed)
            {
                // As Npgsql reports a password provider's failures: to all above, this is one more way in which connecting fails.
                throw new NpgsqlException(failed.Message, failed);
            }
        }

        _pool = await ServerPool.OpenFirstAsync(settings, _lakebase?.Credential, pooledHost, _disposed.Token).ConfigureAwait(false);
        return _pool;
    }
}
