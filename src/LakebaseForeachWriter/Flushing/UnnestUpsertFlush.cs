using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>One INSERT … SELECT FROM unnest … ON CONFLICT. The request's rows must have each key only once.</summary>
internal sealed class UnnestUpsertFlush(TableMapping mapping) : IFlushStrategy
{
    private readonly string _sql = InsertSql.FromUnnest(mapping, upsert: true);

    public FlushPath Path => FlushPath.UnnestUpsert;

    public ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken) =>
        UnnestStatement.ExecuteAsync(connection, _sql, request, cancellationToken);
}
