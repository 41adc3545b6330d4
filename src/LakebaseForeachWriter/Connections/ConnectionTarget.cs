using Lakebase.Connections.Databricks;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>Where and how to connect, before anything was asked of a workspace or server. Not changed after it was made.</summary>
/// <param name="settings">All that is known; for Lakebase, host and role may be missing.</param>
/// <param name="lakebase">Where the rest is asked for; null for a server whose address is known.</param>
/// <param name="pooledHost">Whether a pooler stands in front of the server.</param>
internal sealed class ConnectionTarget(NpgsqlConnectionStringBuilder settings, LakebaseTarget? lakebase, PooledHost pooledHost)
{
    /// <summary>A server whose address is known.</summary>
    public ConnectionTarget(NpgsqlConnectionStringBuilder settings)
        : this(settings, null, PooledHost.Auto)
    {
    }

    /// <summary>All that is known; for Lakebase, host and role may be missing.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; } = settings;

    /// <summary>Where the rest is asked for; null for a server whose address is known.</summary>
    public LakebaseTarget? Lakebase { get; } = lakebase;

    /// <summary>Whether a pooler stands in front of the server.</summary>
    public PooledHost PooledHost { get; } = pooledHost;

    /// <summary>
    /// Equal for targets that may share connections; what they call themselves does not count, each flush says that anew. Holds secrets: a
    /// key, never to be shown.
    /// </summary>
    public string Identity { get; } = $"{WithoutName(settings)}|{lakebase?.Identity}|{pooledHost}";

    /// <summary>What messages call the place while the host is not known yet.</summary>
    public ServerPlace Place => new(
        Settings.Host ?? Lakebase?.Resource.ToString() ?? "", Settings.Port, Settings.Database ?? "", Settings.Username ?? "");

    private static string WithoutName(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { ApplicationName = null }.ConnectionString;
}
