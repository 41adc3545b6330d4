using Lakebase.LocalServers;
using Npgsql;

namespace Lakebase.Examples;

/// <summary>
/// The database that the rows go to: the user's, or a private PostgreSQL. The writer's options get the connection by reference wherever
/// it holds a password, since they become part of Spark's plan.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private const string ConnectionVariable = "LAKEBASE_CONNECTION";

    private readonly NpgsqlDataSource _sessions;
    private PrivateFolder? _connectionFolder;

    private Database(string connectionString, LakebaseWriterOptions writerOptions)
    {
        _sessions = NpgsqlDataSource.Create(OwnConnection.Parse(connectionString));
        WriterOptions = writerOptions;
    }

    /// <summary>Where to write; the program adds table and mode.</summary>
    public LakebaseWriterOptions WriterOptions { get; }

    /// <summary>The private server, or null where the user has named one.</summary>
    public PrivatePostgres? Server { get; private init; }

    /// <summary>
    /// The database of <c>--connection</c> or <c>--connection-file</c>, else that of the variable <c>LAKEBASE_CONNECTION</c>, else a
    /// private server.
    /// </summary>
    /// <param name="connection">A connection string without a password, or null.</param>
    /// <param name="connectionFile">A file that holds one, or null.</param>
    /// <param name="beforePrivateServer">Called before a private server is started; throws where there must be none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SetupException">The connection string cannot be used.</exception>
    public static async Task<Database> FindAsync(
        string? connection, FileInfo? connectionFile, Action beforePrivateServer, CancellationToken cancellationToken)
    {
        if (connection is not null)
        {
            return OwnConnection.Parse(connection).Password is null
                ? new Database(connection, new LakebaseWriterOptions { ConnectionString = connection })
                : throw new SetupException(
                    "--connection must not hold a password: Spark writes a program's arguments into its event log, and everybody on this "
                    + "machine can read them. Set PGPASSWORD, use a password file (PGPASSFILE), or put the connection string into a file "
                    + "and name it with --connection-file.");
        }

        if (connectionFile is not null)
        {
            string text = await File.ReadAllTextAsync(connectionFile.FullName, cancellationToken);
            return new Database(text, new LakebaseWriterOptions { ConnectionStringFile = connectionFile.FullName });
        }

        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } variable)
        {
            return new Database(variable, new LakebaseWriterOptions { ConnectionStringEnvironmentVariable = ConnectionVariable });
        }

        beforePrivateServer();
        return await StartPrivateAsync(cancellationToken);
    }

    /// <summary>Opens a session of this program's own.</summary>
    /// <exception cref="SetupException">The database cannot be reached.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _sessions.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new SetupException($"The database cannot be reached: {failure.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        _connectionFolder?.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }

    private static async Task<Database> StartPrivateAsync(CancellationToken cancellationToken)
    {
        PrivatePostgres server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Progress = Console.WriteLine }, cancellationToken);
        Console.WriteLine($"Private PostgreSQL on port {server.Port}");

        // The workers are on this machine, and the folder is for this user alone.
        var folder = PrivateFolder.Create();
        string file = Path.Combine(folder.Path, "connection");
        await File.WriteAllTextAsync(file, server.ConnectionString, cancellationToken);
        return new Database(server.ConnectionString, new LakebaseWriterOptions { ConnectionStringFile = file })
        {
            Server = server,
            _connectionFolder = folder,
        };
    }
}
