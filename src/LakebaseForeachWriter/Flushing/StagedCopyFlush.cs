using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// COPY into the session's staging table, then INSERT … SELECT from it, in one transaction: for large upserts, and for columns that COPY
/// cannot write into the table itself. Four round trips.
/// </summary>
internal sealed class StagedCopyFlush(TableMapping mapping, bool upsert) : IFlushStrategy
{
    private readonly StagingTable _staging = new(mapping);
    private readonly string _insertSql = InsertSql.FromStaging(mapping, new StagingTable(mapping).QualifiedName, upsert);

    public FlushPath Path => upsert ? FlushPath.StagedUpsert : FlushPath.StagedInsert;

    public async ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        // BEGIN travels with the next message; disposal rolls back.
        NpgsqlTransaction transaction = await connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (!connection.Session.StagingTables.Contains(_staging.Name))
            {
                await ExecuteAsync(connection, _staging.CreateSql, cancellationToken).ConfigureAwait(false);
            }

            await CopyTransfer.SendAsync(connection, _staging.CopySql, request, beforeDone: null, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, _insertSql, cancellationToken).ConfigureAwait(false);
            request.MarkCommitSent();
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        // Only now: a rollback takes a table made in the transaction with it.
        connection.Session.StagingTables.Add(_staging.Name);
    }

    private static async ValueTask ExecuteAsync(PooledConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
