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
    /// <param name="connection">The connection.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="target">The target, for messages.</param>
    /// <param name="run">The run.</param>
    /// <param name="table">The table that was loaded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isSecondLoad">Whether it is not the stage, but what was read again; it has no mark.</param>
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
        List<(long Rows, bool HasMark)> there = await connection.QueryAsync(
            $"SELECT (SELECT count(*) FROM {table.ToSql()}), {(isSecondLoad ? "true" : StageMark.ExistsSql(table))}",
            row => (row.GetInt64(0), row.GetBoolean(1)),
            cancellationToken).ConfigureAwait(false);
        return there[0] == (rows, true)
            ? rows
            : throw new SyncedTableException(
                $"{target}: the partitions say that they copied {rows} rows, and {there[0].Rows} are there"
                + $"{(there[0].HasMark ? "" : ", but perhaps not those of partitions that were copied before")}. Was the server restarted "
                + "meanwhile? The run begins anew.")
            { IsTransient = true };
    }
}
