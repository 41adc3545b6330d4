using System.Text.Json;
using Microsoft.Spark.Sql.Streaming;

namespace RealTimeOrders;

/// <summary>The figures of a run, for people and, in the last line, for scripts. Latencies are milliseconds.</summary>
/// <param name="Rows">Records in the topic, all of them in the table or replaced there by a later one of their order; verified.</param>
/// <param name="Orders">What the records are about; an upsert's rows in the table.</param>
/// <param name="Seconds">How long was measured, without the warm-up.</param>
/// <param name="RowsPerSecond">Records per second after the warm-up.</param>
/// <param name="Mode">How they were written.</param>
/// <param name="Trigger">The query's trigger.</param>
/// <param name="Spark">Spark's version.</param>
internal sealed record Result(long Rows, long Orders, double Seconds, long RowsPerSecond, string Mode, string Trigger, string Spark)
{
    private const long AroundBatchEnd = 1_000;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>After the warm-up and away from batch ends: how many orders were watched, and the latencies.</summary>
    public long Measured { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    public double? Max { get; init; }

    /// <summary>
    /// The same for the orders before that: the first ones, which waited for the query to start, and those of the warm-up.
    /// </summary>
    public LatencySummary? WarmUp { get; init; }

    /// <summary>
    /// The same for the orders after the warm-up that were made within a second of the end of a batch of real-time mode: between two
    /// batches nobody reads the topic. Null where no batch ended.
    /// </summary>
    public LatencySummary? BatchEnds { get; init; }

    /// <summary>Sorts the latencies by the time of their records.</summary>
    /// <param name="latencies">All of them.</param>
    /// <param name="measuredFrom">When the warm-up ended, in milliseconds since 1970.</param>
    /// <param name="batchEnds">When batches ended, in the same.</param>
    public Result With(Latencies latencies, long measuredFrom, IReadOnlyList<long> batchEnds)
    {
        LatencySummary? steady = latencies.Summarize(record => record >= measuredFrom && !IsAtAnEnd(record));
        return this with
        {
            Measured = steady?.Measured ?? 0,
            P50 = steady?.P50,
            P95 = steady?.P95,
            P99 = steady?.P99,
            Max = steady?.Max,
            WarmUp = latencies.Summarize(record => record < measuredFrom),
            BatchEnds = latencies.Summarize(record => record >= measuredFrom && IsAtAnEnd(record)),
        };

        bool IsAtAnEnd(long record) => batchEnds.Any(end => Math.Abs(record - end) <= AroundBatchEnd);
    }

    /// <summary>When the query's batches ended, as it says.</summary>
    public static IReadOnlyList<long> BatchEndsOf(StreamingQuery query) =>
        [.. query.RecentProgress.Select(batch => batch.Timestamp.ToUnixTimeMilliseconds() + batch.BatchDuration)];

    public IEnumerable<string> ToText()
    {
        yield return $"{Rows:N0} records in {Orders:N0} orders, {RowsPerSecond:N0} rows/s, {Mode}, {Trigger}, Spark {Spark}";
        yield return $"latency    p50 {P50:0.0} ms, p95 {P95:0.0} ms, p99 {P99:0.0} ms, at most {Max:0.0} ms "
            + $"({Measured:N0} orders watched)";
        foreach ((string name, LatencySummary? part) in new[] { ("warm-up", WarmUp), ("batch ends", BatchEnds) })
        {
            if (part is not null)
            {
                yield return $"{name,-10} p50 {part.P50:0.0} ms, p95 {part.P95:0.0} ms, p99 {part.P99:0.0} ms, at most {part.Max:0.0} ms "
                    + $"({part.Measured:N0})";
            }
        }
    }

    public string ToLine() => $"RESULT {JsonSerializer.Serialize(this, Json)}";
}
