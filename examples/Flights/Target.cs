using System.Text.RegularExpressions;
using Lakebase;
using Lakebase.LocalServers;
using Npgsql;

namespace Flights;

/// <summary>
/// The database and table that the flights go to: the user's, or a private PostgreSQL. The writer's options get the connection by
/// reference wherever it holds a password, since they become part of Spark's plan.
/// </summary>
internal sealed partial class Target : IAsyncDisposable
{
    private const string ConnectionVariable = "LAKEBASE_CONNECTION";

    private readonly NpgsqlDataSource _database;
    private readonly string _table;
    private PrivatePostgres? _server;
    private PrivateFolder? _connectionFolder;

    private Target(string connectionString, string table, LakebaseWriterOptions writerOptions)
    {
        _database = NpgsqlDataSource.Create(OwnConnection.Parse(connectionString));
        _table = table;
        WriterOptions = writerOptions;
        writerOptions.Table = table;
    }

    /// <summary>Where to write; the program adds how.</summary>
    public LakebaseWriterOptions WriterOptions { get; }

    /// <summary>The table's name for SQL.</summary>
    public string QuotedTable => string.Join(
        '.', NamePart().Matches(_table).Select(part => part.Value.StartsWith('"') ? part.Value : $"\"{part}\""));

    /// <exception cref="FlightsException">The connection string cannot be used, or the table holds rows and may not be dropped.</exception>
    public static async Task<Target> PrepareAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        Target target = await FindAsync(options, cancellationToken);
        try
        {
            await target.ClearTableAsync(options.Replace, cancellationToken);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _database.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new FlightsException($"The database cannot be reached: {failure.Message}");
        }
    }

    /// <summary>Whether the table exists and holds a row.</summary>
    public async Task<bool> HasRowsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        exists.Parameters.Add(new() { Value = QuotedTable });
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
        {
            return false;
        }

        await using var any = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {QuotedTable})", connection);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Says how to look at the table.</summary>
    public void Describe(bool keep)
    {
        string select = $"SELECT carrier, count(*), round(avg(arr_delay), 1) AS delay FROM {QuotedTable} GROUP BY 1 ORDER BY 2 DESC";
        if (_server is null)
        {
            Console.WriteLine($"Look at it, for example:  {select}");
        }
        else if (keep)
        {
            KeptServer kept = _server.Keep();
            Console.WriteLine($"Look at it:   {kept.PsqlCommand} -c '{select}'");
            Console.WriteLine($"Stop it:      {kept.StopCommand}");
        }
        else
        {
            Console.WriteLine(
                "The private PostgreSQL goes with this program; --keep leaves it running, and says how to look at the table.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _connectionFolder?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static async Task<Target> FindAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        if (options.Connection is { } connection)
        {
            return OwnConnection.Parse(connection).Password is null
                ? new Target(connection, options.Table, new LakebaseWriterOptions { ConnectionString = connection })
                : throw new FlightsException(
                    "--connection must not hold a password: Spark writes a program's arguments into its event log, and everybody on this "
                    + "machine can read them. Set PGPASSWORD, use a password file (PGPASSFILE), or put the connection string into a file "
                    + "and name it with --connection-file.");
        }

        if (options.ConnectionFile is { } file)
        {
            string text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
            return new Target(text, options.Table, new LakebaseWriterOptions { ConnectionStringFile = file.FullName });
        }

        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } variable)
        {
            return new Target(
                variable, options.Table, new LakebaseWriterOptions { ConnectionStringEnvironmentVariable = ConnectionVariable });
        }

        SparkRuntime.RefuseOnCluster("a private PostgreSQL, which only this machine could reach; name a database with --connection-file");
        return await StartPrivateAsync(options, cancellationToken);
    }

    private static async Task<Target> StartPrivateAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        PrivatePostgres server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Progress = Console.WriteLine }, cancellationToken);
        Console.WriteLine($"Private PostgreSQL on port {server.Port}");

        // The workers are on this machine, and the folder is for this user alone.
        var folder = PrivateFolder.Create();
        string file = Path.Combine(folder.Path, "connection");
        await File.WriteAllTextAsync(file, server.ConnectionString, cancellationToken);
        return new Target(server.ConnectionString, options.Table, new LakebaseWriterOptions { ConnectionStringFile = file })
        {
            _server = server,
            _connectionFolder = folder,
        };
    }

    [GeneratedRegex("\"(?:[^\"]|\"\")*\"|[^.]+")]
    private static partial Regex NamePart();

    // What is in the table in the end must have come from this run.
    private async Task ClearTableAsync(bool replace, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
        if (replace)
        {
            await using var drop = new NpgsqlCommand($"DROP TABLE IF EXISTS {QuotedTable}", connection);
            await drop.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        if (await HasRowsAsync(connection, cancellationToken))
        {
            throw new FlightsException(
                $"The table {_table} already holds rows, so the result could not be checked. "
                + "Use --replace to drop it first, or --table to name another.");
        }
    }
}
