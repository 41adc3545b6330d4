using System.Diagnostics;
using System.Globalization;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Server;
using Lakebase.Benchmarks.Shapes;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;
using Npgsql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>
/// A table that follows every second while somebody commits about once a second for a minute: how long after its commit in Delta a row is
/// seen by another session of PostgreSQL.
/// </summary>
internal sealed class ContinuousSuite(double scale)
{
    private const string Table = "flights_synced";
    private const int RowsOfACommit = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    // The first commits find Spark's plans and code cold, as those of a table that has followed for a while do not.
    private const int WarmUp = 20;

    private readonly List<string> _notes = [];

    public async Task<SuiteResult> RunAsync()
    {
        await using BenchServer server = await BenchServer.StartAsync();
        SparkSession spark = DeltaSession.Start();
        try
        {
            using DeltaFlights flights = new(spark, scale, _notes);
            string[] columns = [DeltaFlights.Number, .. flights.Shape.Columns.Select(column => column.Name)];
            string source = flights.Write("followed", 1, [.. columns, "0 AS change"]);
            double[] lags = await FollowAsync(server, spark, source, flights.Shape.Columns, flights.File.Count);
            return Result(server, lags, flights.File.Count);
        }
        finally
        {
            spark.Stop();
        }
    }

    private static async Task<double[]> FollowAsync(
        BenchServer server, SparkSession spark, string source, IReadOnlyList<Column<FlightRow>> columns, int rows)
    {
        await using SyncedTableEngine engine = new(new LakebaseWriterOptions { ConnectionString = server.Direct.ConnectionString });
        using CancellationTokenSource end = new();
        Task<SyncedTableStatus> following = engine.RunAsync(spark, Definition(source), cancellationToken: end.Token);
        await UntilAsync(
            async () => following.IsCompleted || (await engine.FindAsync(Table))?.LastVersion is not null, "the first snapshot is there");
        CommitTimes commits = new(source);
        Task<Dictionary<int, DateTime>> watching = Task.Run(() => WatchAsync(server, end.Token));
        int last = await Task.Run(() => CommitForAMinute(spark, source, columns, rows, commits));
        await UntilAsync(
            async () => following.IsCompleted || await server.ScalarAsync<int>($"SELECT max(change) FROM {Table}") == last,
            "the last change is there");
        await CheckAsync(server, spark, source);

        // What is seen last must be noted as well.
        await Task.Delay(10 * Look);
        await end.CancelAsync();
        await following;
        Dictionary<int, DateTime> seen = await watching;
        return [.. commits.ByChange.Where(commit => commit.Key > WarmUp).Select(commit =>
            (seen.Where(one => one.Key >= commit.Key).Min(one => one.Value) - commit.Value).TotalSeconds)];
    }

    private static SyncedTableDefinition Definition(string source) => new()
    {
        SourcePath = source,
        Target = Table,
        PrimaryKeyColumns = [DeltaFlights.Number],
        SchedulingPolicy = SchedulingPolicy.Continuous,
        Interval = Interval,
        SnapshotShare = 1,
        ExtraIndexDefinitions = [new ExtraIndex { Name = $"{Table}_change", Definition = "(change)" }],
    };

    // New rows, and then a change of them, in turn, as the newest rows are what is changed most; a slow commit delays the next one.
    private static int CommitForAMinute(
        SparkSession spark, string source, IReadOnlyList<Column<FlightRow>> columns, int rows, CommitTimes commits)
    {
        string table = $"delta.`{source}`";
        Stopwatch clock = Stopwatch.StartNew();
        int change = 0;
        while (change <= WarmUp || clock.Elapsed < Duration)
        {
            if (++change == WarmUp + 1)
            {
                clock.Restart();
            }

            long first = rows + ((change - 1L) / 2 * RowsOfACommit);
            string statement = change % 2 == 0
                ? $"UPDATE {table} SET change = {change}, air_time = {change} WHERE id >= {first} AND id < {first + RowsOfACommit}"
                : $"INSERT INTO {table} SELECT id, {string.Join(", ", columns.Select(New))}, {change} "
                    + $"FROM range({first}, {first + RowsOfACommit}, 1, 1)";
            long began = Stopwatch.GetTimestamp();
            _ = spark.Sql(statement).Collect().ToList();
            commits.Note(change);
            TimeSpan early = Interval - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                Thread.Sleep(early);
            }
        }

        return change;
    }

    private static string New(Column<FlightRow> column) => column.Type switch
    {
        "integer" => "CAST(id % 1000 AS INT)",
        "text" => "concat('T', id % 100)",
        _ => "timestamp_seconds(1700000000 + id)",
    };

    // When each change was first there, by the clock that the commits' times are by.
    private static async Task<Dictionary<int, DateTime>> WatchAsync(BenchServer server, CancellationToken end)
    {
        Dictionary<int, DateTime> seen = [];
        await using NpgsqlConnection connection = await server.ConnectAsync();
        await using NpgsqlCommand newest = new($"SELECT max(change) FROM {Table}", connection);
        await newest.PrepareAsync(CancellationToken.None);
        while (!end.IsCancellationRequested)
        {
            int change = (int)(await newest.ExecuteScalarAsync(CancellationToken.None))!;
            seen.TryAdd(change, DateTime.UtcNow);
            await Task.Delay(Look, CancellationToken.None);
        }

        return seen;
    }

    private static async Task CheckAsync(BenchServer server, SparkSession spark, string source)
    {
        const string Sums = "concat_ws('|', count(*), sum(id), sum(change), sum(air_time))";
        string wanted = spark.Sql($"SELECT {Sums} AS sums FROM delta.`{source}`").Collect().First().GetAs<string>("sums");
        TableContent.Check("ours", "rows and sums", await server.ScalarAsync<string>($"SELECT {Sums} FROM {Table}"), wanted);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (long start = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(50))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"It took more than {Patience.TotalSeconds:0} s until {what}.");
            }
        }
    }

    private SuiteResult Result(BenchServer server, double[] lags, int rows)
    {
        double p95 = Statistics.Percentile(lags, 0.95);
        Goal[] goals =
        [
            new(
                "continuous: commit in Delta to visible row at an interval of 1 s, p95",
                p95,
                (Interval + Allowance).TotalSeconds,
                "s",
                LowerIsBetter: true),
        ];
        _notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{lags.Length} commits within a minute, of {RowsOfACommit:N0} rows each, inserts and updates of them in turn, to a table of "
            + $"{rows:N0} rows, after {WarmUp} that do not count; writer and synced table share one Spark session and two cores. "
            + $"From the commit to what another session sees: "
            + $"p50 {Statistics.Median(lags):0.00} s, p95 {p95:0.00} s, at most {lags.Max():0.00} s."));
        return SuiteResult.Now("continuous", server.Version, goals, notes: _notes);
    }

    /// <summary>When each change was committed: the time of its version's file.</summary>
    private sealed class CommitTimes(string source)
    {
        private readonly string _log = Path.Combine(source, "_delta_log");

        public Dictionary<int, DateTime> ByChange { get; } = [];

        // Version 0 is the table, and each change is the next one.
        public void Note(int change) => ByChange[change] =
            File.GetLastWriteTimeUtc(Path.Combine(_log, change.ToString("D20", CultureInfo.InvariantCulture) + ".json"));
    }
}
