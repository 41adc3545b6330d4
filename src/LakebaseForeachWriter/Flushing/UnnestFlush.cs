using Lakebase.Buffering;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// INSERT … SELECT FROM unnest, with ON CONFLICT for an upsert: one text for all batch sizes. The steps travel together with whatever ends
/// the transaction, in one round trip.
/// </summary>
internal sealed class UnnestFlush(TableMapping mapping, bool upsert) : IFlushStrategy
{
    /// <summary>
    /// Each statement has its parameters in memory until it is sent, and its answer on the way back: a batch that needs one for each of its
    /// rows must not pile up a million of them.
    /// </summary>
    public const int MaxStatementsPerMessage = 256;

    // An array of rows costs the server far less than an array for each column; it takes no casts, so not every table can have it.
    private readonly bool _sendsRows = mapping.SendsRows;
    private readonly string _insertSql = mapping.SendsRows ? InsertSql.FromRows(mapping, upsert) : InsertSql.FromUnnest(mapping, upsert);
    private readonly string _deleteSql = upsert ? KeySql.Delete(mapping) : "";
    private readonly IReadOnlyList<int> _deleteOrdinals = KeySql.DeleteOrdinals(mapping);

    public FlushPath Path => upsert ? FlushPath.UnnestUpsert : FlushPath.UnnestInsert;

    public async ValueTask WriteAsync(FlushTransaction transaction, FlushRequest request, CancellationToken cancellationToken)
    {
        transaction.WhenSent = request.Batch.WhenSent;
        foreach (WriteStep step in request.Steps)
        {
            if (transaction.QueuedStatements >= MaxStatementsPerMessage)
            {
                await transaction.SendAsync(cancellationToken).ConfigureAwait(false);
            }

            NpgsqlBatchCommand command = new(step.IsDelete ? _deleteSql : _insertSql);
            if (_sendsRows && !step.IsDelete)
            {
                command.Parameters.Add(UnnestParameters.Rows(mapping, request.Batch, step));
            }
            else
            {
                UnnestParameters.Add(command.Parameters, request.Batch, step.IsDelete ? _deleteOrdinals : mapping.WrittenOrdinals, step);
            }

            transaction.Add(command, countsRows: true);
        }
    }
}
