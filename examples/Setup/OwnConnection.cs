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
            settings = text.Contains("://", StringComparison.Ordinal)
                ? ParseAddress(new Uri(text.Trim()))
                : new NpgsqlConnectionStringBuilder(text.Trim());
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            throw new SetupException(
                "The connection string cannot be read; write 'Host=...;Database=...;Username=...' or postgresql://user@host/database.");
        }

        settings.Host ??= Environment.GetEnvironmentVariable("PGHOST")
            ?? throw new SetupException("The connection string names no host; write 'Host=...;Database=...;Username=...'.");
        settings.Database ??= Environment.GetEnvironmentVariable("PGDATABASE") ?? DefaultDatabase;
        return settings;
    }

    private static NpgsqlConnectionStringBuilder ParseAddress(Uri address)
    {
        if (address.Scheme is not ("postgresql" or "postgres"))
        {
            throw new FormatException("another scheme");
        }

        string[] user = address.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder { Host = address.Host, Port = address.Port < 0 ? 5432 : address.Port };
        if (user[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(user[1]);
        }

        if (address.AbsolutePath.Length > 1)
        {
            settings.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        }

        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            if (parts[0] == "sslmode")
            {
                // libpq's names have hyphens, Npgsql's have not.
                settings["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal);
            }
            else
            {
                settings[parts[0].Replace('_', ' ')] = value;
            }
        }

        return settings;
    }
}
