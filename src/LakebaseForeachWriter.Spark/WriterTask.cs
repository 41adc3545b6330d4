namespace Lakebase.Spark;

/// <summary>The Spark task that a session writes for.</summary>
/// <param name="Context">Whose rows they are.</param>
/// <param name="CancellationToken">Cancelled when Spark aborts the task.</param>
internal readonly record struct WriterTask(WriterContext Context, CancellationToken CancellationToken = default);
