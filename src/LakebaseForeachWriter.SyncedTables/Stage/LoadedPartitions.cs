using Lakebase.Schema;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Stage;

/// <summary>What the executors wrote down about a run.</summary>
internal static class LoadedPartitions
{
    /// <summary>Rows of the finished partitions.</summary>
    public static async ValueTask<long> CountAsync(
        NpgsqlConnection connection, MetadataSchema metadata, Guid run, CancellationToken cancellationToken) =>
        await connection.ScalarShortAsync<long>(
            $"SELECT coalesce(sum(rows), 0)::bigint FROM {metadata.Partitions} WHERE run_id = $1", cancellationToken, run)
                .ConfigureAwait(false);

    /// <summary>Makes sure that every partition is there once.</summary>
    /// <returns>Their rows.</returns>
    /// <exception cref="SyncedTableException">It is not so.</exception>
    public static async ValueTask<long> CheckRecordsAsync(
        NpgsqlConnection connection,
        MetadataSchema metadata,
        string target,
        Guid run,
        bool isSecondLoad,
        CancellationToken cancellationToken)
    {
        List<(long Partitions, long Last, long Rows)> recorded = await connection.QueryShortAsync(
            $"SELECT count(*), coalesce(max(partition) % {StageLoad.SecondLoad}, -1)::bigint, coalesce(sum(rows), 0)::bigint "
            + $"FROM {metadata.Partitions} WHERE run_id = $1 AND (partition >= {StageLoad.SecondLoad}) = $2",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken,
            run,
            isSecondLoad).ConfigureAwait(false);
        (long partitions, long last, long rows) = recorded[0];
        return partitions == last + 1
            ? rows
            : throw new SyncedTableException(
                $"{target}: of {last + 1} partitions {partitions} say that they were copied. Was the server restarted meanwhile? "
                + "The run begins anew.")
            { IsTransient = true };
    }

    /// <summary>Makes sure that every partition is there once, and the table has the rows that they have.</summary>
    /// <returns>The rows.</returns>
    /// <exception cref="SyncedTableException">It is not so: the server lost an unlogged table when it crashed, for instance.</exception>
    public static async ValueTask<long> CheckAsync(
        NpgsqlConnection connection,
        MetadataSchema metadata,
        string target,
        Guid run,
        QualifiedName table,
        CancellationToken cancellationToken,
        bool isSecondLoad = false)
    {
        long rows = await CheckRecordsAsync(connection, metadata, target, run, isSecondLoad, cancellationToken).ConfigureAwait(false);
        long there = await connection.ScalarAsync<long>($"SELECT count(*) FROM {table.ToSql()}", cancellationToken).ConfigureAwait(false);
        return rows == there
            ? rows
            : throw new SyncedTableException(
                $"{target}: the partitions say that they copied {rows} rows, but {there} are there. Was the server restarted meanwhile? "
                + "The run begins anew.")
            { IsTransient = true };
    }
}
