using System.Text.RegularExpressions;
using Lakebase;
using Lakebase.Examples;
using Lakebase.LocalServers;
using Npgsql;

namespace Flights;

/// <summary>The table that the flights go to, in the user's database or in a private PostgreSQL.</summary>
internal sealed partial class Target : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string _table;

    private Target(Database database, string table)
    {
        _database = database;
        _table = table;
        WriterOptions.Table = table;
    }

    /// <summary>Where to write; the program adds how.</summary>
    public LakebaseWriterOptions WriterOptions => _database.WriterOptions;

    /// <summary>The table's name for SQL.</summary>
    public string QuotedTable => string.Join(
        '.', NamePart().Matches(_table).Select(part => part.Value.StartsWith('"') ? part.Value : $"\"{part}\""));

    /// <exception cref="SetupException">The connection string cannot be used, or the table holds rows and may not be dropped.</exception>
    public static async Task<Target> PrepareAsync(FlightsOptions options, CancellationToken cancellationToken)
    {
        Database database = await Database.FindAsync(
            options.Connection,
            options.ConnectionFile,
            () => FlightsSession.RefuseOnCluster(
                "a private PostgreSQL, which only this machine could reach; name a database with --connection-file"),
            cancellationToken);
        var target = new Target(database, options.Table);
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

    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _database.OpenAsync(cancellationToken);

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
        if (_database.Server is not { } server)
        {
            Console.WriteLine($"Look at it, for example:  {select}");
        }
        else if (keep)
        {
            KeptServer kept = server.Keep();
            Console.WriteLine($"Look at it:   {kept.PsqlCommand} -c '{select}'");
            Console.WriteLine($"Stop it:      {kept.StopCommand}");
        }
        else
        {
            Console.WriteLine(
                "The private PostgreSQL goes with this program; --keep leaves it running, and says how to look at the table.");
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

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
            throw new SetupException(
                $"The table {_table} already holds rows, so the result could not be checked. "
                + "Use --replace to drop it first, or --table to name another.");
        }
    }
}
