namespace Lakebase.Connections;

/// <summary>What we left in one server session. Used only by whoever holds its connection.</summary>
internal sealed class ServerSession
{
    /// <summary>The session's application name as we set it last; null if never.</summary>
    public string? ApplicationName { get; set; }

    /// <summary>The staging tables that exist in the session, by name.</summary>
    public HashSet<string> StagingTables { get; } = new(StringComparer.Ordinal);
}
