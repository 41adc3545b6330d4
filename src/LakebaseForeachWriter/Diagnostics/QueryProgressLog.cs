using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lakebase.Diagnostics;

/// <summary>
/// What this process has written for each query and table, as one line in the log when the first rows are committed and then at most once a
/// minute: epochs are too many for a log that people read. Thread-safe.
/// </summary>
internal sealed class QueryProgressLog(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Query, string Table), Figures> _queries = new();

    /// <summary>The one of this process.</summary>
    public static QueryProgressLog Shared { get; } = new(TimeProvider.System);

    /// <summary>A partition of an epoch is committed.</summary>
    public void Committed(WriterContext context, string table, long rows, long batches, ILogger logger)
    {
        Figures figures = _queries.GetOrAdd((context.QueryTitle, table), _ => new Figures(time));
        long totalRows;
        long totalBatches;
        long partitions;
        lock (figures)
        {
            figures.Rows += rows;
            figures.Batches += batches;
            figures.Partitions++;
            if (figures.Rows == 0 || !figures.Rhythm.TryTake())
            {
                return;
            }

            (totalRows, totalBatches, partitions) = (figures.Rows, figures.Batches, figures.Partitions);
        }

        logger.QueryProgress(context.QueryTitle, totalRows, totalBatches, table, partitions, context.Epoch);
    }

    private sealed class Figures(TimeProvider time)
    {
        public LogRhythm Rhythm { get; } = new(time);

        public long Rows { get; set; }

        public long Batches { get; set; }

        public long Partitions { get; set; }
    }
}
