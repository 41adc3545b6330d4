namespace Lakebase.Benchmarks.Peers;

/// <summary>A way to write rows that are in memory, a flush after the other, each committed.</summary>
internal interface IBatchWriter<TRow> : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Writes and commits the rows; returns the seconds that it took.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="version">Their version; rows of one version are always the same ones.</param>
    /// <param name="flush">Rows per commit.</param>
    Task<double> WriteAsync(TRow[] rows, int version, int flush);
}
