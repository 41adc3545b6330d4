namespace Lakebase.SparkTests.Writers;

/// <summary>One call that a writer got in a worker process.</summary>
/// <param name="Call">open, process or close, or what special writers write down.</param>
/// <param name="Text">The row as text, or the error that Close was given.</param>
/// <param name="ProcessId">The worker.</param>
/// <param name="Threads">How many threads the worker had.</param>
internal sealed record WriterEvent(
    string Call, long Partition, long Epoch, string? Text, int ProcessId, int Threads, DateTime At)
{
    public const string Open = "open";
    public const string Process = "process";
    public const string Close = "close";

    /// <summary>The task's cancellation token fired.</summary>
    public const string Aborted = "aborted";

    /// <summary>Close was entered; <see cref="Close"/> follows when it is left.</summary>
    public const string Closing = "closing";
}
