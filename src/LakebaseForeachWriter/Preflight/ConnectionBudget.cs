using System.Globalization;
using Npgsql;

namespace Lakebase.Preflight;

/// <summary>Compares the connections that a query may open with those that the server has left.</summary>
internal static class ConnectionBudget
{
    // Limits of -1 mean none. Connections that nobody but a superuser gets are not counted as free.
    private const string Sql = """
        SELECT least(
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
                   (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
                   (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())),
               (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
        """;

    /// <summary>A warning if the demand exceeds what is free now, else null. One round trip.</summary>
    public static async ValueTask<string?> FindWarningAsync(
        NpgsqlConnection connection, ConnectionDemand demand, int maxConnections, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return FindWarning(demand, maxConnections, limit: reader.GetInt32(0), taken: reader.GetInt32(1));
            }
        }
    }

    /// <summary>The comparison itself. Pure.</summary>
    internal static string? FindWarning(ConnectionDemand demand, int maxConnections, int limit, int taken)
    {
        int wanted = demand.Connections(maxConnections);
        int free = Math.Max(0, limit - taken);
        return wanted <= free
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"This query may open {wanted} connections ({demand.Executors} executors, MaxConnections {maxConnections}), but the server has {free} left of {limit}. "
                + $"Lower MaxConnections or the count of executors, or raise the server's max_connections.");
    }
}
