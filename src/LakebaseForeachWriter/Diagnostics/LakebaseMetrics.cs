using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Diagnostics;

/// <summary>The sink's metrics and spans, under the name <c>Lakebase</c>. Their names and tags are part of what users build on.</summary>
internal static class LakebaseMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string SourceName = "Lakebase";

    /// <summary>Spans: one per flushed batch.</summary>
    public static readonly ActivitySource Activities = new(SourceName);

    private static readonly Meter Meter = new(SourceName);

    /// <summary>In seconds: from a flush on the same machine to one that waits for a lock. OpenTelemetry's own suit milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Counter<long> Rows =
        Meter.CreateCounter<long>("lakebase.rows.written", "{row}", "Rows committed, key duplicates of a batch not counted.");

    private static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("lakebase.bytes.written", "By", "Encoded bytes of the batches committed.");

    private static readonly Counter<long> ReducedRows =
        Meter.CreateCounter<long>("lakebase.rows.reduced", "{row}", "Rows left out because a later row of the batch has the same key.");

    private static readonly Counter<long> SkippedRows = Meter.CreateCounter<long>(
        "lakebase.rows.skipped",
        "{row}",
        "Rows sent that changed nothing: key exists, version no higher, row unchanged, or nothing to delete.");

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "lakebase.rows.dead_lettered", "{row}", "Rows that the table refused and that were put aside.");

    private static readonly Counter<long> InvalidValues = Meter.CreateCounter<long>(
        "lakebase.values.invalid", "{value}", "Values that their column cannot hold, by what was done about them: fail, replace, null.");

    private static readonly Histogram<double> FlushDuration =
        Meter.CreateHistogram(
            "lakebase.flush.duration", "s", "Time to commit a batch, retries included; its count is the batches.", tags: null, Seconds);

    private static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("lakebase.flush.retries", "{retry}", "Tries repeated after an error.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("lakebase.flush.failures", "{batch}", "Batches given up.");

    private static readonly UpDownCounter<long> QueuedRows =
        Meter.CreateUpDownCounter<long>("lakebase.queue.rows", "{row}", "Rows in sealed batches that are not committed yet.");

    private static readonly Histogram<double> QueueWait =
        Meter.CreateHistogram("lakebase.queue.wait", "s", "Time that the stream waited because the queue was full.", tags: null, Seconds);

    /// <summary>Rows have joined the queue (positive) or left it (negative).</summary>
    public static void QueueChanged(long rows) => QueuedRows.Add(rows);

    /// <summary>The stream has waited for room in the queue.</summary>
    public static void QueueWaited(TimeSpan wait) => QueueWait.Record(wait.TotalSeconds);

    /// <summary>A batch is committed.</summary>
    public static void BatchWritten(string path, WriteMode mode, int rows, int reduced, long bytes, TimeSpan elapsed)
    {
        TagList tags = new() { { "path", path }, { "mode", mode.ToString() } };
        Rows.Add(rows, tags);
        Bytes.Add(bytes, tags);
        FlushDuration.Record(elapsed.TotalSeconds, tags);
        if (reduced > 0)
        {
            ReducedRows.Add(reduced, tags);
        }
    }

    /// <summary>Rows of a batch changed nothing in the table.</summary>
    public static void RowsSkipped(string path, WriteMode mode, int rows)
    {
        if (rows > 0)
        {
            SkippedRows.Add(rows, new TagList { { "path", path }, { "mode", mode.ToString() } });
        }
    }

    /// <summary>Rows that the table refused were put aside, one for each of these codes.</summary>
    public static void RowsPutAside(WriteMode mode, IEnumerable<string> sqlStates)
    {
        foreach (string sqlState in sqlStates)
        {
            DeadLetters.Add(1, new TagList { { "mode", mode.ToString() }, { "sqlstate", sqlState } });
        }
    }

    /// <summary>A column could not hold some values.</summary>
    public static void ValuesInvalid(ColumnMapping column, InvalidValueReason reason, string action, int count) =>
        InvalidValues.Add(count, new TagList { { "column", column.Target.Name }, { "reason", reason.ToName() }, { "action", action } });

    /// <summary>A batch is tried again.</summary>
    public static void Retrying(WriteMode mode, string? sqlState) =>
        Retries.Add(1, new TagList { { "mode", mode.ToString() }, { "sqlstate", sqlState ?? "" } });

    /// <summary>A batch is given up.</summary>
    public static void BatchFailed(WriteMode mode, string? sqlState) =>
        Failures.Add(1, new TagList { { "mode", mode.ToString() }, { "sqlstate", sqlState ?? "" } });
}
