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

    /// <summary>By these connections, which it owns.</summary>
    /// <param name="source">Made with <see cref="SettingsFrom"/>.</param>
    public BackendCancellation(NpgsqlDataSource source) => _source = source;

    /// <summary>Whether sessions can be named from outside; behind a pooler they cannot: an id would name somebody else's.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>The settings of its few, short-lived connections to the server that other settings lead to.</summary>
    public static NpgsqlConnectionStringBuilder SettingsFrom(NpgsqlConnectionStringBuilder settings) => new(settings.ConnectionString)
    {
        MaxPoolSize = MaxConnections,
        Timeout = ConnectTimeoutSeconds,
        CommandTimeout = ConnectTimeoutSeconds,
        ConnectionIdleLifetime = IdleLifetimeSeconds,
        ConnectionPruningInterval = 1,
    };

    /// <summary>Asks the server to cancel the session's statement. Whether it worked shows in the statement's own result.</summary>
    public async Task CancelAsync(int processId)
    {
        if (!IsEnabled)
        {
            return;
        }

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
