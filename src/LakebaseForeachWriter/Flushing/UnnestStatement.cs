using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>Runs one statement over the rows as array parameters. It commits by itself.</summary>
internal static class UnnestStatement
{
    public static async ValueTask ExecuteAsync(
        PooledConnection connection, string sql, FlushRequest request, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            UnnestParameters.Add(command.Parameters, request);

            // With a single round trip every message may be the last one.
            request.MarkCommitSent();
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
