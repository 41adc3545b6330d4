using System.Collections.Concurrent;
using System.Security.Authentication;
using Lakebase.Connections.Databricks;
using Lakebase.Flushing;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>A pool of connections to one server whose address is known, and what we left in each of its sessions. Thread-safe.</summary>
internal sealed class ServerPool : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly RenewedSecret? _credential;

    // By the server process's id: unique among living sessions, and taken anew with each physical connection.
    private readonly ConcurrentDictionary<int, ServerSession> _sessions = new();

    private ServerPool(NpgsqlConnectionStringBuilder settings, RenewedSecret? credential, bool keepsSessions)
    {
        _settings = settings;
        _credential = credential;
        KeepsSessions = keepsSessions;
        Place = new ServerPlace(settings.Host ?? "", settings.Port, settings.Database ?? "", settings.Username ?? "");
        NpgsqlDataSourceBuilder builder = Prepare(settings, credential, Place.ToString());
        builder.UsePhysicalConnectionInitializer(Forget, connection =>
        {
            Forget(connection);
            return Task.CompletedTask;
        });
        EncodedArrayResolverFactory.AddTo(builder);
        _source = builder.Build();
        Cancellation = new BackendCancellation(
            Prepare(BackendCancellation.SettingsFrom(settings), credential, $"cancellation of {Place.Server}").Build())
        {
            IsEnabled = keepsSessions,
        };
    }

    /// <summary>Where it leads, for messages.</summary>
    public ServerPlace Place { get; }

    /// <summary>Whether a session lasts as long as its connection; if not, nothing may be left in it.</summary>
    public bool KeepsSessions { get; }

    /// <summary>Stops what a session is doing from outside; does nothing where the session cannot be named.</summary>
    public BackendCancellation Cancellation { get; }

    /// <summary>Opens the pool's first connection and finds out what stands behind it.</summary>
    /// <param name="settings">Complete settings.</param>
    /// <param name="credential">The password, where the settings hold none.</param>
    /// <param name="pooledHost">Whether there is a pooler, if somebody knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ServerPool> OpenFirstAsync(
        NpgsqlConnectionStringBuilder settings, RenewedSecret? credential, PooledHost pooledHost, CancellationToken cancellationToken)
    {
        bool mayBePooled = pooledHost == PooledHost.Auto;
        if (pooledHost == PooledHost.On || (mayBePooled && PoolerDetection.IsPoolersName(settings.Host ?? "")))
        {
            return new ServerPool(WithoutSessionState(settings), credential, keepsSessions: false);
        }

        ServerPool pool = new(settings, credential, keepsSessions: true);
        try
        {
            if (await pool.ReachesServerItselfAsync(cancellationToken).ConfigureAwait(false))
            {
                return pool;
            }

            // Somebody stands between who has ids of his own: sessions cannot be cancelled by them.
            pool.Cancellation.IsEnabled = false;
            if (!mayBePooled)
            {
                return pool;
            }
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await pool.DisposeAsync().ConfigureAwait(false);
        return new ServerPool(WithoutSessionState(settings), credential, keepsSessions: false);
    }

    /// <summary>Closes the connections that nobody has on loan.</summary>
    public void ClearIdle() => _source.Clear();

    /// <summary>Takes a connection from the pool, or opens one. Waits while the cap is reached.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        int generation = _credential?.Generation ?? 0;
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refused) when (generation > 0
            && refused.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // The token may have been revoked before its end. A new one is tried once; a first one is new already.
            _credential!.Refuse(generation);
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException refused) when (refused.InnerException is AuthenticationException && _settings.SslMode >= SslMode.VerifyCA)
        {
            throw await CertificateCheck.FindReasonAsync(_settings, cancellationToken).ConfigureAwait(false) is { } reason
                ? new NpgsqlException(refused.Message, new CertificateRefusedException(reason, refused))
                : refused;
        }
    }

    /// <summary>What we left in a connection's session.</summary>
    public ServerSession SessionOf(NpgsqlConnection connection) => _sessions.GetOrAdd(connection.ProcessID, _ => new ServerSession());

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await Cancellation.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> ReachesServerItselfAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await PoolerDetection.ReachesServerItselfAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    // The name is what Npgsql's metrics show; its default is the whole connection string.
    private static NpgsqlDataSourceBuilder Prepare(NpgsqlConnectionStringBuilder settings, RenewedSecret? credential, string name)
    {
        NpgsqlDataSourceBuilder builder = new(settings.ConnectionString) { Name = name };
        if (credential is not null)
        {
            builder.UsePasswordProvider(
                _ => throw new NotSupportedException("Connections are opened asynchronously here."),
                (_, cancellationToken) => credential.GetAsync(cancellationToken));
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder WithoutSessionState(NpgsqlConnectionStringBuilder settings) =>
        new(settings.ConnectionString) { MaxAutoPrepare = 0 };

    private void Forget(NpgsqlConnection connection) => _sessions.TryRemove(connection.ProcessID, out _);
}
