using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>COPY into the table itself: the fastest way. Two round trips, where nothing else goes into the transaction.</summary>
internal sealed class BinaryCopyFlush(TableMapping mapping) : IFlushStrategy
{
    private readonly CopyStatement _copy = CopyStatement.Into(mapping);

    public FlushPath Path => FlushPath.Copy;

    public async ValueTask WriteAsync(FlushTransaction transaction, FlushRequest request, CancellationToken cancellationToken)
    {
        WriteStep step = request.Steps[0];
        await transaction.CopyAsync(_copy, request, step, request.CommitsAlone, cancellationToken).ConfigureAwait(false);
        transaction.CountRows(step.Rows.Length);
    }
}
