namespace Lakebase.Flushing;

/// <summary>
/// Writes a batch's rows into a transaction that somebody else ends. Lets exceptions out: whoever owns the transaction owns rollback and
/// retries. Rows may still be on their way when it returns: the transaction's next message takes them along.
/// </summary>
internal interface IFlushStrategy
{
    /// <summary>The path that it is.</summary>
    FlushPath Path { get; }

    /// <summary>Adds the statements that write the request's rows.</summary>
    ValueTask WriteAsync(FlushTransaction transaction, FlushRequest request, CancellationToken cancellationToken);
}
