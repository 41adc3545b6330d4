using Lakebase.Connections;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>COPY into the table itself: the fastest way, and a transaction of its own. Two round trips.</summary>
internal sealed class BinaryCopyFlush(TableMapping mapping) : IFlushStrategy
{
    private readonly string _copySql = InsertSql.Copy(mapping);

    public FlushPath Path => FlushPath.Copy;

    public ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken) =>
        CopyTransfer.SendAsync(connection, _copySql, request, request.Steps[0], request.MarkCommitSent, cancellationToken);
}
