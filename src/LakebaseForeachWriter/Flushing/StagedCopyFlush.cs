using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// COPY into the session's staging table, then INSERT … SELECT from it, in one transaction: for large upserts, and for columns that COPY
/// cannot write into the table itself. Four round trips, and more for each further step.
/// </summary>
internal sealed class StagedCopyFlush(TableMapping mapping, bool upsert) : IFlushStrategy
{
    private readonly StagingTable _staging = new(mapping);
    private readonly string _insertSql = InsertSql.FromStaging(mapping, new StagingTable(mapping).QualifiedName, upsert);
    private readonly string _deleteSql = upsert ? KeySql.Delete(mapping) : "";

    public FlushPath Path => upsert ? FlushPath.StagedUpsert : FlushPath.StagedInsert;

    public async ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        int affectedRows = 0;

        // BEGIN travels with the next message; disposal rolls back.
        NpgsqlTransaction transaction = await connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (!connection.Session.StagingTables.Contains(_staging.Name))
            {
                await ExecuteAsync(connection, _staging.CreateSql, cancellationToken).ConfigureAwait(false);
            }

            bool isStagingEmpty = true;
            foreach (WriteStep step in request.Steps)
            {
                if (step.IsDelete)
                {
                    affectedRows += await DeleteAsync(connection, request.Batch, step, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (!isStagingEmpty)
                {
                    await ExecuteAsync(connection, _staging.EmptySql, cancellationToken).ConfigureAwait(false);
                }

                await CopyTransfer.SendAsync(connection, _staging.CopySql, request, step, beforeDone: null, cancellationToken).ConfigureAwait(false);
                affectedRows += await ExecuteAsync(connection, _insertSql, cancellationToken).ConfigureAwait(false);
                isStagingEmpty = false;
            }

            request.MarkCommitSent();
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        // Only now: a rollback takes a table made in the transaction with it.
        connection.Session.StagingTables.Add(_staging.Name);
        request.AffectedRows = affectedRows;
    }

    private async ValueTask<int> DeleteAsync(PooledConnection connection, RowBatch batch, WriteStep step, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(_deleteSql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            UnnestParameters.Add(command.Parameters, batch, KeySql.DeleteOrdinals(mapping), step);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<int> ExecuteAsync(PooledConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
