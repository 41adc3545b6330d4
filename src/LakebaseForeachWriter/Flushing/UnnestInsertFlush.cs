using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>One INSERT … SELECT FROM unnest: its own transaction, one round trip, one text for all batch sizes.</summary>
internal sealed class UnnestInsertFlush(TableMapping mapping) : IFlushStrategy
{
    private readonly string _sql = InsertSql.FromUnnest(mapping, upsert: false);

    public FlushPath Path => FlushPath.UnnestInsert;

    public ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken) =>
        UnnestStatement.ExecuteAsync(connection, _sql, request, cancellationToken);
}
