using System.Data.Common;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>
/// Reads a connection text: Npgsql's <c>Key=value;…</c>, or the address form
/// <c>postgresql://user:password@host:port/database?key=value</c>.
/// </summary>
internal static class ConnectionText
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>What is wrong with the text, as the rest of a sentence that begins with its name; null if nothing is.</summary>
    public static string? FindProblem(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            Parse(text);
            return string.IsNullOrWhiteSpace(text) ? "is blank: leave it null, or give it a value." : null;
        }
        catch (FormatException malformed)
        {
            return malformed.Message;
        }
    }

    /// <summary>Whether the text carries a password; false for a text that cannot be read.</summary>
    public static bool HasPassword(string? text)
    {
        try
        {
            return text is not null && Parse(text).Password is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The text's settings.</summary>
    /// <exception cref="FormatException">It cannot be read. The message quotes no value, since one may be a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        string trimmed = text.Trim();
        if (Schemes.Any(scheme => trimmed.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            return ParseAddress(trimmed);
        }

        DbConnectionStringBuilder pairs = [];
        try
        {
            pairs.ConnectionString = trimmed;
        }
        catch (ArgumentException)
        {
            throw new FormatException("is no connection string: expected 'Host=…;Database=…' or 'postgresql://user@host/database'.");
        }

        NpgsqlConnectionStringBuilder settings = new();
        foreach (string key in pairs.Keys)
        {
            Set(settings, key, pairs[key]?.ToString());
        }

        return settings;
    }

    /// <summary>Reads an SSL mode: libpq's names have hyphens, Npgsql's have not.</summary>
    /// <exception cref="FormatException">There is no such mode.</exception>
    public static SslMode ParseSslMode(string text) =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out SslMode mode) && Enum.IsDefined(mode)
            ? mode
            : throw new FormatException($"has an unknown SSL mode: use one of {string.Join(", ", Enum.GetNames<SslMode>())}.");

    private static NpgsqlConnectionStringBuilder ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
        {
            throw new FormatException("is no address: expected 'postgresql://user@host:port/database'.");
        }

        NpgsqlConnectionStringBuilder settings = new();
        if (address.Host.Length > 0)
        {
            settings.Host = address.Host.Trim('[', ']');
        }

        if (address.Port > 0)
        {
            settings.Port = address.Port;
        }

        string[] login = address.UserInfo.Split(':', 2);
        if (login[0].Length > 0)
        {
            settings.Username = Uri.UnescapeDataString(login[0]);
        }

        if (login.Length > 1)
        {
            settings.Password = Uri.UnescapeDataString(login[1]);
        }

        if (address.AbsolutePath.Length > 1)
        {
            settings.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        }

        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            Set(settings, Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : ""));
        }

        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string key, string? value)
    {
        string name = key.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        if (name == "sslmode" && value is not null)
        {
            settings.SslMode = ParseSslMode(value);
            return;
        }

        // libpq's spelling of the parameters that people copy from an address.
        string known = name switch
        {
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "user" => "Username",
            "dbname" => "Database",
            "connecttimeout" => "Timeout",
            "applicationname" => "Application Name",
            "channelbinding" => "Channel Binding",
            _ => key,
        };
        try
        {
            settings[known] = value;
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new FormatException($"has the setting '{key}', which Npgsql does not know or whose value it cannot read.");
        }
    }
}
