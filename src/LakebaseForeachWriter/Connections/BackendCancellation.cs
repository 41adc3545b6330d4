using Npgsql;

namespace Lakebase.Connections;

/// <summary>
/// Stops what a server session is doing from a second connection. Needed where Npgsql cannot cancel: while a COPY is being completed.
/// </summary>
internal sealed class BackendCancellation : IAsyncDisposable
{
    /// <summary>Part of the two seconds that a stopped task has in all.</summary>
    private const int ConnectTimeoutSeconds = 1;

    private const int MaxConnections = 2;

    /// <summary>So short that the extra connections are gone soon after they were needed.</summary>
    private const int IdleLifetimeSeconds = 2;

    private readonly NpgsqlDataSource _source;

    /// <summary>For the sessions of this connection string's server. Opens no connection.</summary>
    public BackendCancellation(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings = new(connectionString)
        {
            MaxPoolSize = MaxConnections,
            Timeout = ConnectTimeoutSeconds,
            CommandTimeout = ConnectTimeoutSeconds,
            ConnectionIdleLifetime = IdleLifetimeSeconds,
            ConnectionPruningInterval = 1,
        };
        NpgsqlDataSourceBuilder builder = new(settings.ConnectionString) { Name = $"cancellation of {settings.Host}:{settings.Port}" };
        _source = builder.Build();
    }

    /// <summary>Asks the server to cancel the session's statement. Whether it worked shows in the statement's own result.</summary>
    public async Task CancelAsync(int processId)
    {
        try
        {
            NpgsqlCommand command = _source.CreateCommand("SELECT pg_cancel_backend($1)");
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = processId });
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
        catch (NpgsqlException)
        {
            // A server that cannot be reached cannot be told to stop; the statement's own connection is as lost as this one.
        }
    }

    /// <summary>Closes its connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
