using Lakebase.Connections;

namespace Lakebase.Flushing;

/// <summary>
/// Commits a batch in one transaction. Lets exceptions out, whoever calls it owns retries; after an exception nothing is committed, unless
/// <see cref="FlushRequest.IsCommitSent"/> and the connection is lost.
/// </summary>
internal interface IFlushStrategy
{
    /// <summary>The path that it is.</summary>
    FlushPath Path { get; }

    /// <summary>Writes and commits the request's rows.</summary>
    ValueTask FlushAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken);
}
