using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// INSERT … SELECT FROM unnest, with ON CONFLICT for an upsert: one text for all batch sizes. All steps go in one batch of statements,
/// which is one round trip and one transaction.
/// </summary>
internal sealed class UnnestFlush(TableMapping mapping, bool upsert) : IFlushStrategy
{
    private readonly string _insertSql = InsertSql.FromUnnest(mapping, upsert);
    private readonly string _deleteSql = upsert ? KeySql.Delete(mapping) : "";
    private readonly IReadOnlyList<int> _deleteOrdinals = KeySql.DeleteOrdinals(mapping);

    public FlushPath Path => upsert ? FlushPath.UnnestUpsert : FlushPath.UnnestInsert;

    public async ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        if (request.Steps.Count == 0)
        {
            return;
        }

        NpgsqlBatch batch = new(connection.Connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (WriteStep step in request.Steps)
            {
                NpgsqlBatchCommand command = new(step.IsDelete ? _deleteSql : _insertSql);
                IReadOnlyList<int> ordinals = step.IsDelete ? _deleteOrdinals : mapping.WrittenOrdinals;
                UnnestParameters.Add(command.Parameters, request.Batch, ordinals, step);
                batch.BatchCommands.Add(command);
            }

            // With a single round trip every message may be the last one.
            request.MarkCommitSent();
            request.AffectedRows = await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
