using System.Collections.Concurrent;
using System.Globalization;
using Lakebase.Buffering;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;

namespace Lakebase.Diagnostics;

/// <summary>
/// Counts the values of committed batches that did not fit their columns, and says so for each query and table at most once a minute.
/// Thread-safe.
/// </summary>
internal sealed class InvalidValueLog(TimeProvider time)
{
    /// <summary>Columns that a line names at most.</summary>
    private const int MaxNamed = 8;

    private readonly ConcurrentDictionary<(string Query, string Table), Tally> _queries = new();

    /// <summary>The one of this process.</summary>
    public static InvalidValueLog Shared { get; } = new(TimeProvider.System);

    /// <summary>A batch is committed.</summary>
    public void Committed(WriterContext context, string table, RowBatch batch, ILogger logger)
    {
        if (batch.Columns.All(column => column.InvalidValues is null))
        {
            return;
        }

        Tally tally = _queries.GetOrAdd((context.QueryTitle, table), _ => new Tally(time));
        string columns;
        long values;
        lock (tally)
        {
            Add(batch, tally.Counts);
            if (!tally.Rhythm.TryTake())
            {
                return;
            }

            (values, columns) = (tally.Counts.Values.Sum(), Text(tally.Counts));
        }

        logger.InvalidValues(context.QueryTitle, values, table, columns, context.Partition, context.Epoch);
    }

    private static void Add(RowBatch batch, Dictionary<string, long> counts)
    {
        for (int i = 0; i < batch.Columns.Count; i++)
        {
            ColumnMapping column = batch.Mapping.Columns[i];
            foreach ((InvalidValueReason reason, bool isNull, int count) in batch.Columns[i].InvalidValues?.All ?? [])
            {
                string action = isNull ? "null" : "replace";
                LakebaseMetrics.ValuesInvalid(column, reason, action, count);
                string key = $"{column.Target.Name} ({reason.ToName()}, {action})";
                counts[key] = counts.GetValueOrDefault(key) + count;
            }
        }
    }

    private static string Text(Dictionary<string, long> counts)
    {
        IEnumerable<string> named = counts.OrderByDescending(entry => entry.Value).Take(MaxNamed)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value}"));
        return string.Join(", ", counts.Count > MaxNamed ? named.Append($"and {counts.Count - MaxNamed} more") : named);
    }

    private sealed class Tally(TimeProvider time)
    {
        public LogRhythm Rhythm { get; } = new(time);

        public Dictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);
    }
}
