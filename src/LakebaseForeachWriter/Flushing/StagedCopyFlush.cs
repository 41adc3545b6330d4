using Lakebase.Buffering;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// COPY into the session's staging table, then INSERT … SELECT from it: for large upserts, and for columns that COPY cannot write into the
/// table itself. Three round trips, the commit's included, and more for each further step.
/// </summary>
internal sealed class StagedCopyFlush(TableMapping mapping, bool upsert) : IFlushStrategy
{
    private readonly StagingTable _staging = new(mapping);
    private readonly string _insertSql = InsertSql.FromStaging(mapping, new StagingTable(mapping).QualifiedName, upsert);
    private readonly string _deleteSql = upsert ? KeySql.Delete(mapping) : "";

    public FlushPath Path => upsert ? FlushPath.StagedUpsert : FlushPath.StagedInsert;

    public async ValueTask WriteAsync(FlushTransaction transaction, FlushRequest request, CancellationToken cancellationToken)
    {
        // The session remembers the table only after the commit: a rollback takes a table made in the transaction with it.
        if (!transaction.Connection.Session.StagingTables.Contains(_staging.Name))
        {
            transaction.Add(_staging.CreateSql);
        }

        bool isStagingEmpty = !transaction.IsOpen;
        foreach (WriteStep step in request.Steps)
        {
            if (step.IsDelete)
            {
                NpgsqlBatchCommand delete = new(_deleteSql);
                UnnestParameters.Add(delete.Parameters, request.Batch, KeySql.DeleteOrdinals(mapping), step);
                transaction.Add(delete, countsRows: true);
                continue;
            }

            if (!isStagingEmpty)
            {
                transaction.Add(_staging.EmptySql);
            }

            await transaction.CopyAsync(_staging.Copy, request, step, commits: false, cancellationToken).ConfigureAwait(false);
            transaction.Add(new NpgsqlBatchCommand(_insertSql), countsRows: true);
            isStagingEmpty = false;
        }

        transaction.MadeStagingTable(_staging.Name);
    }
}
