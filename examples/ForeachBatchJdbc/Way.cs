namespace ForeachBatchJdbc;

/// <summary>A way to keep a table in PostgreSQL in step with a Delta table.</summary>
internal abstract class Way : IAsyncDisposable
{
    /// <summary>What it is called; also the target's name.</summary>
    public abstract string Name { get; }

    /// <summary>What it cannot do, in one line.</summary>
    public abstract string Remarks { get; }

    /// <summary>Copies the table, and follows it from then on.</summary>
    public abstract Task StartAsync(CounterTable source, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
