namespace Lakebase.SparkTests.Writers;

/// <summary>One call that a writer got in a worker process.</summary>
/// <param name="Call">open, process or close.</param>
/// <param name="Text">The row as text, or the error that Close was given.</param>
/// <param name="ProcessId">The worker.</param>
/// <param name="Threads">How many threads the worker had.</param>
internal sealed record WriterEvent(
    string Call, long Partition, long Epoch, string? Text, int ProcessId, int Threads, DateTime At)
{
    public const string Open = "open";
    public const string Process = "process";
    public const string Close = "close";
}
