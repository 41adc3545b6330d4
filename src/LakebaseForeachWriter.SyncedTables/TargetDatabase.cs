using Lakebase.Connections;
using Npgsql;

namespace Lakebase.SyncedTables;

/// <summary>The driver's own connections to a target's database.</summary>
internal sealed class TargetDatabase : IAsyncDisposable
{
    private const int KeepAliveSeconds = 30;

    private readonly PooledDataSource _source;

    // Who waits here waits as long as it takes; a pool gives up.
    private readonly SemaphoreSlim _room;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connection">Where it is, and how many connections there may be.</param>
    /// <param name="time">The clock of credentials.</param>
    public TargetDatabase(LakebaseWriterOptions connection, TimeProvider time)
    {
        ConnectionTarget target = ConnectionSettings.FromProcess.Resolve(connection);
        NpgsqlConnectionStringBuilder settings = target.Settings;
        if (settings.TcpKeepAliveTime == 0 && !(settings.Host?.StartsWith('/') ?? false))
        {
            // Statements may take hours here, and the system would look for a machine that is gone after two.
            (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (KeepAliveSeconds, KeepAliveSeconds / 3);
        }

        _source = PooledDataSource.Create(target, time);
        _room = new SemaphoreSlim(connection.MaxConnections);
    }

    /// <summary>Where it is, for messages.</summary>
    public ServerPlace Place => _source.Place;

    /// <summary>Whether a session lasts as long as its connection. Known from the first connection on.</summary>
    public bool KeepsSessions => _source.KeepsSessions;

    /// <summary>Takes a connection. Waits while all are in use.</summary>
    /// <exception cref="SyncedTableException">The server cannot be reached, or does not let us in.</exception>
    public async ValueTask<DriverConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await OpenInRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes a second connection for somebody who has one, if it can be had at once and leaves one for others; else null. Never waits for
    /// somebody else's.
    /// </summary>
    /// <exception cref="SyncedTableException">The server cannot be reached, or does not let us in.</exception>
    public async ValueTask<DriverConnection?> TryOpenSpareAsync(CancellationToken cancellationToken)
    {
        if (_room.CurrentCount < 2 || !await _room.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        return await OpenInRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async ValueTask<DriverConnection> OpenInRoomAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new DriverConnection(await _source.OpenAsync(cancellationToken).ConfigureAwait(false), _room);
        }
        catch (NpgsqlException failed)
        {
            _room.Release();
            _source.LearnFrom(failed);
            SyncedTableException known = SyncedTableException.From("", "", failed);
            throw new SyncedTableException(ConnectFailure.Describe(failed, Place), failed) { IsTransient = known.IsTransient };
        }
        catch
        {
            _room.Release();
            throw;
        }
    }
}

/// <summary>A connection on loan; disposal gives it back.</summary>
internal sealed class DriverConnection(PooledConnection pooled, SemaphoreSlim room) : IAsyncDisposable
{
    private int _isReturned;

    /// <summary>The connection, open.</summary>
    public NpgsqlConnection Connection => pooled.Connection;

    /// <summary>Leaves the connection to a statement that nobody waits for any more.</summary>
    public void LeaveTo(Task statement) => pooled.LeaveTo(statement);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            await pooled.DisposeAsync().ConfigureAwait(false);
            room.Release();
        }
    }
}
