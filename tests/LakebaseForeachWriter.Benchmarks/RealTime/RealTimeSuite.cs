using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.RealTime;

/// <summary>
/// From a Kafka record's timestamp to the row that another PostgreSQL session sees, measured by <c>examples/RealTimeOrders</c>, which also
/// compares table and topic: real-time mode by upsert and by insert, many rows, and the same query as micro-batches.
/// </summary>
internal static class RealTimeSuite
{
    private const int Few = 1_000;
    private const int Many = 20_000;

    // Batches of real-time mode so long that one ends while is measured: what its end costs is shown apart.
    private static readonly string[] Common = ["--warm-up", "30", "--seconds", "40", "--batch", "60"];

    public static IReadOnlyList<Goal> Run()
    {
        OrdersRun upsert = OrdersRun.Of(Few, "real-time", "upsert", Common);
        OrdersRun batches = OrdersRun.Of(Few, "processing-time", "upsert", Common);
        OrdersRun insert = OrdersRun.Of(Few, "real-time", "insert", Common);
        OrdersRun many = OrdersRun.Of(Many, "real-time", "upsert", Common);
        return
        [
            Latency("upsert, 1,000 rows/s, p50", upsert.P50, 10),
            Latency("upsert, 1,000 rows/s, p99", upsert.P99, 50),
            Latency("insert, 1,000 rows/s, p50", insert.P50, 10),
            Latency("insert, 1,000 rows/s, p99", insert.P99, 50),
            Latency("upsert, 20,000 rows/s, p99", many.P99, 200),
            new Goal("realtime: p50 of ProcessingTime(0) / p50 of real-time mode, upsert", batches.P50 / upsert.P50, 20, "x"),
        ];
    }

    private static Goal Latency(string what, double milliseconds, double most) =>
        new($"realtime: {what}", milliseconds, most, "ms", LowerIsBetter: true);
}
