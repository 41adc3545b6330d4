namespace Microsoft.Spark.Sql;

/// <summary>
/// A writer that can say on the driver, before its query starts, what would fail on the executors. An addition to Microsoft.Spark; writers
/// do without it.
/// </summary>
public interface IForeachPreflight
{
    /// <summary>Called by <c>Start</c> or <c>ForeachPartition</c> on the calling thread, on the object that was given; it may block.</summary>
    /// <param name="resources">What the query will have.</param>
    /// <exception cref="Exception">Whatever it throws is what <c>Start</c> or <c>ForeachPartition</c> throws; nothing starts.</exception>
    void BeforeStart(ForeachResources resources);
}
