using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lakebase.Diagnostics;

/// <summary>
/// What this process has written for each query and table, as one line in the log when the first rows are committed and then at most once a
/// minute: epochs are too many for a log that people read. Thread-safe.
/// </summary>
internal sealed class QueryProgressLog(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Query, string Table), Figures> _queries = new();

    /// <summary>The one of this process.</summary>
    public static QueryProgressLog Shared { get; } = new(TimeProvider.System);

    /// <summary>A partition of an epoch is committed.</summary>
    public void Committed(WriterContext context, string table, long rows, long batches, ILogger logger)
    {
        string query = context.QueryName.Length > 0 ? context.QueryName : context.QueryId;
        Figures figures = _queries.GetOrAdd((query, table), _ => new Figures());
        long totalRows;
        long totalBatches;
        long partitions;
        lock (figures)
        {
            figures.Rows += rows;
            figures.Batches += batches;
            figures.Partitions++;
            bool isRecent = figures.LoggedAt is { } loggedAt && time.GetElapsedTime(loggedAt) < Interval;
            if (isRecent || figures.Rows == 0)
            {
                return;
            }

            figures.LoggedAt = time.GetTimestamp();
            (totalRows, totalBatches, partitions) = (figures.Rows, figures.Batches, figures.Partitions);
        }

        logger.QueryProgress(query.Length > 0 ? query : "(without id)", totalRows, totalBatches, table, partitions, context.Epoch);
    }

    private sealed class Figures
    {
        public long Rows { get; set; }

        public long Batches { get; set; }

        public long Partitions { get; set; }

        public long? LoggedAt { get; set; }
    }
}
