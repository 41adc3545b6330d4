namespace Microsoft.Spark.Sql;

/// <summary>
/// The Spark task that an <see cref="IForeachWriter"/> works for. Its members may be used from any thread.
/// </summary>
public sealed class ForeachTask
{
    private readonly Action<Exception> _reportFailure;

    internal ForeachTask(Action<Exception> reportFailure) => _reportFailure = reportFailure;

    /// <summary>The query's id, the same over restarts from one checkpoint; of a batch, <see cref="RunId"/>.</summary>
    public string QueryId { get; internal init; } = "";

    /// <summary>
    /// The id of this run of the query, or of this <c>ForeachPartition</c>: the same for all its partitions and their attempts.
    /// </summary>
    public string RunId { get; internal init; } = "";

    /// <summary>The query's name, or an empty text; of a batch, <c>batch</c>.</summary>
    public string QueryName { get; internal init; } = "";

    /// <summary>The micro-batch; of a batch, its epoch.</summary>
    public long BatchId { get; internal init; }

    /// <summary>The partition, as in <see cref="IForeachWriter.Open"/>.</summary>
    public long PartitionId { get; internal init; }

    /// <summary>The epoch, as in <see cref="IForeachWriter.Open"/>.</summary>
    public long EpochId { get; internal init; }

    /// <summary>A number that no other task attempt of the application has.</summary>
    public long TaskAttemptId { get; internal init; }

    /// <summary>How often this task was tried before.</summary>
    public int AttemptNumber { get; internal init; }

    /// <summary>The application's id.</summary>
    public string ApplicationId { get; internal init; } = "";

    /// <summary>Spark's version on the executor.</summary>
    public string SparkVersion { get; internal init; } = "";

    /// <summary>What the driver's configuration says under <c>spark.lakebase.writer.*</c>, without that prefix.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; internal init; } = new Dictionary<string, string>();

    /// <summary>
    /// Cancelled when Spark aborts the task, also while <see cref="IForeachWriter.Process"/> blocks. <see cref="IForeachWriter.Close"/> follows with an exception.
    /// </summary>
    public CancellationToken CancellationToken { get; internal init; }

    /// <summary>
    /// Figures for the executor's log line of this task, such as <c>flushes</c>. Whatever stands here when <see cref="IForeachWriter.Close"/> returns is logged.
    /// </summary>
    public IDictionary<string, string> Figures { get; } = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();

    /// <summary>
    /// Fails the task at once, even when no row arrives for a long time; the first report wins. It does not block and does not throw.
    /// The writer still gets <see cref="IForeachWriter.Close"/>, with this exception.
    /// </summary>
    /// <param name="failure">What went wrong in the background.</param>
    public void ReportFailure(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        _reportFailure(failure);
    }
}
