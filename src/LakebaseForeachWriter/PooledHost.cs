namespace Lakebase;

/// <summary>Whether a transaction pooler (PgBouncer) stands between the writer and the server, where a session keeps nothing.</summary>
public enum PooledHost
{
    /// <summary>Found out: by the host's name (<c>…-pooler.…</c>), or by asking the server once per process.</summary>
    Auto,

    /// <summary>There is one: no staging tables, no prepared statements, no session settings.</summary>
    On,

    /// <summary>There is none.</summary>
    Off,
}
