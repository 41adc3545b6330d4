using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>Statements that make indexes of a table that nobody uses yet.</summary>
internal static class IndexSession
{
    // At least: PostgreSQL's 64 MB make a sort of a few million rows go through files. Two statements at a time may take it.
    private const string MemorySql = """
        SELECT set_config('maintenance_work_mem', '262144', true)
        WHERE (SELECT setting::bigint FROM pg_settings WHERE name = 'maintenance_work_mem') < 262144
        """;

    /// <summary>Runs one, in a transaction of its own.</summary>
    public static async ValueTask MakeAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(MemorySql, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
