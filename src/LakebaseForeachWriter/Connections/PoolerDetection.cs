using Npgsql;

namespace Lakebase.Connections;

/// <summary>Finds out whether a pooler stands between us and the server.</summary>
internal static class PoolerDetection
{
    /// <summary>Whether a host's first label says so: Lakebase calls its poolers <c>name-pooler.…</c>.</summary>
    public static bool IsPoolersName(string host) =>
        host.Split(',').Any(name => name.Split('.') is [var first, _, ..] && first.EndsWith("-pooler", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether the session's own id is the one that the connection was given when it was opened: a pooler hands out ids of its own, since
    /// its servers change. One round trip.
    /// </summary>
    public static async ValueTask<bool> ReachesServerItselfAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Asked now: of a connection that is lost right after the answer it could not be.
        int givenId = connection.ProcessID;

        // All of the process's writers wait for this one answer, and none of their own time limits ends it: it is part of connecting.
        NpgsqlCommand command = new("SELECT pg_catalog.pg_backend_pid()", connection) { CommandTimeout = connection.ConnectionTimeout };
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is int id && id == givenId;
        }
    }
}
