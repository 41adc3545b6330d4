using System.Collections.Concurrent;
using Lakebase.Flushing;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>A pool of connections to one database, and what we left in each of its server sessions. Thread-safe.</summary>
internal sealed class PooledDataSource : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    // By the server process's id: unique among living sessions, and taken anew with each physical connection.
    private readonly ConcurrentDictionary<int, ServerSession> _sessions = new();

    private PooledDataSource(NpgsqlDataSourceBuilder builder)
    {
        builder.UsePhysicalConnectionInitializer(Forget, connection =>
        {
            Forget(connection);
            return Task.CompletedTask;
        });
        EncodedArrayResolverFactory.AddTo(builder);
        NpgsqlConnectionStringBuilder settings = builder.ConnectionStringBuilder;
        Place = new ServerPlace(settings.Host ?? "", settings.Port, settings.Database ?? "", settings.Username ?? "");

        // The name under which Npgsql's metrics show the pool; its default is the whole connection string.
        builder.Name = Place.ToString();
        _source = builder.Build();
        Cancellation = new BackendCancellation(builder.ConnectionString);
    }

    /// <summary>Where it leads, for messages.</summary>
    public ServerPlace Place { get; }

    /// <summary>How far away the server is.</summary>
    public RoundTripTime RoundTrip { get; } = new();

    /// <summary>Stops what a session is doing from outside.</summary>
    public BackendCancellation Cancellation { get; }

    /// <summary>Closes the connections that nobody has on loan.</summary>
    public void ClearIdle() => _source.Clear();

    /// <summary>A data source for a complete connection string.</summary>
    public static PooledDataSource Create(string connectionString) => new(new NpgsqlDataSourceBuilder(connectionString));

    /// <summary>Takes a connection from the pool, or opens one. Waits while the cap is reached.</summary>
    public async ValueTask<PooledConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return new PooledConnection(connection, _sessions.GetOrAdd(connection.ProcessID, _ => new ServerSession()), this);
    }

    /// <summary>Closes the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await Cancellation.DisposeAsync().ConfigureAwait(false);
    }

    private void Forget(NpgsqlConnection connection) => _sessions.TryRemove(connection.ProcessID, out _);
}
