using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Examples;

/// <summary>
/// The settings of this program's own sessions, with which it prepares the table and checks it in the end. The writer gets the text
/// as it is and reads it by itself, wherever it runs.
/// </summary>
public static class OwnConnection
{
    // What the writer takes when nothing names a database: Lakebase's own.
    private const string DefaultDatabase = "databricks_postgres";

    /// <exception cref="SetupException">It is none. The message does not quote it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = ConnectionText.Parse(text);
        }
        catch (FormatException malformed)
        {
            throw new SetupException($"The database's address {malformed.Message}");
        }

        settings.Host ??= Environment.GetEnvironmentVariable("PGHOST")
            ?? throw new SetupException("The connection string names no host; write 'Host=...;Database=...;Username=...'.");
        settings.Database ??= Environment.GetEnvironmentVariable("PGDATABASE") ?? DefaultDatabase;
        return settings;
    }
}
