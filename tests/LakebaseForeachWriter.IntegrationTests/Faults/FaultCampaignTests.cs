using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Lakebase.Connections;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>
/// Hundreds of generated fault schedules per mode: connections cut before, within and after each step of the protocol, stalled, half-open,
/// slow. The table is compared with what the writers said after every attempt. <c>LAKEBASE_FAULT_SEED</c> and
/// <c>LAKEBASE_FAULT_SCHEDULES</c> (how many) run others, or one again.
/// </summary>
/// <remarks>By itself: exceptions that nobody observes belong to the whole process.</remarks>
[Collection(nameof(WholeProcess))]
public sealed class FaultCampaignTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const string SeedVariable = "LAKEBASE_FAULT_SEED";
    private const string CountVariable = "LAKEBASE_FAULT_SCHEDULES";
    private const int SchedulesPerMode = 200;
    private const int Epochs = 3;

    // Most of a schedule is waiting: for a connection's end, or for a time limit.
    private const int AtOnce = 8;

    /// <summary>A schedule takes milliseconds, or a few seconds for each half-open connection. Longer is a hang.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Modes => [.. StreamMode.All.Select(mode => mode.Name)];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Stream_AnyScheduleOfFaults_LosesNothingAndDoublesOnlyWhatItSaid(string name)
    {
        StreamMode mode = StreamMode.All.Single(candidate => candidate.Name == name);
        int firstSeed = TestSetting.Number(SeedVariable, Random.Shared.Next(1_000_000_000));
        int count = TestSetting.Number(CountVariable, SchedulesPerMode);
        TestContext.Current.TestOutputHelper?.WriteLine($"{mode}: {SeedVariable}={firstSeed} {CountVariable}={count}");
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(ConnectionString);
        Channel<StreamTable> tables = await CreateTablesAsync(database, mode);
        ConcurrentQueue<Exception> unobserved = new();
        EventHandler<UnobservedTaskExceptionEventArgs> observe = (_, unseen) => unobserved.Enqueue(unseen.Exception);
        TaskScheduler.UnobservedTaskException += observe;
        int struck = 0;
        int failures = 0;

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (i, _) =>
        {
            StreamTable table = await tables.Reader.ReadAsync(Cancellation);
            FaultSchedule schedule = FaultSchedule.Generate(unchecked(firstSeed + i), mode);
            try
            {
                (int Struck, int Failures) seen = await RunAsync(schedule, mode, table);
                Interlocked.Add(ref struck, seen.Struck);
                Interlocked.Add(ref failures, seen.Failures);
            }
            catch (Exception failed) when (!Cancellation.IsCancellationRequested)
            {
                Assert.Fail($"{failed.Message}\n{schedule}\nSmallest that fails: {await ReduceAsync(schedule, mode, table)}\n"
                    + $"Again: {SeedVariable}={schedule.Seed} {CountVariable}=1, mode {mode}\n{failed}");
            }

            await tables.Writer.WriteAsync(table, Cancellation);
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{struck} faults struck, {failures} attempts failed and were made again.");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= observe;
        Assert.Empty(unobserved);

        // About half of them or more; of a few schedules, by chance, far less.
        double least = Math.Max(1, (count / 2.0) - (1.5 * Math.Sqrt(count)));
        Assert.True(struck >= least, $"only {struck} faults struck in {count} schedules: they no longer fit the protocol");
    }

    private async Task<Channel<StreamTable>> CreateTablesAsync(NpgsqlDataSource database, StreamMode mode)
    {
        Channel<StreamTable> tables = Channel.CreateUnbounded<StreamTable>();
        for (int i = 0; i < AtOnce; i++)
        {
            StreamTable table = new(database, Table($"t{i}"), $"{SchemaName[..12]}-{i}");
            await table.CreateAsync(mode);
            await tables.Writer.WriteAsync(table, Cancellation);
        }

        return tables;
    }

    // One schedule, from an empty table to the last connection's end.
    private async Task<(int Struck, int Failures)> RunAsync(FaultSchedule schedule, StreamMode mode, StreamTable table)
    {
        await table.TruncateAsync();
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        await using FaultProxy proxy = new(server.Host!, server.Port, schedule.Faults);
        await using DataSourceRegistry sources = new();
        ReplayedStream stream = new(mode, table, StreamOptions(table, proxy, schedule.BatchSize), sources)
        {
            RowsPerEpoch = schedule.RowsPerEpoch,
            Padding = schedule.Padding,
            Connections = () => proxy.OpenConnections,
        };
        await stream.RunAsync(Epochs, Cancellation).WaitAsync(Deadline, Cancellation);
        await sources.DisposeAsync();
        await Eventually.HoldsAsync(
            () => Task.FromResult(proxy.OpenConnections == 0), Deadline, () => $"all connections to be closed; {proxy.OpenConnections} are not");
        await table.WaitUntilLeftAsync();
        return (proxy.Struck.Count, stream.Failures.Count);
    }

    private async Task<FaultSchedule> ReduceAsync(FaultSchedule schedule, StreamMode mode, StreamTable table)
    {
        for (int i = schedule.Faults.Count - 1; i >= 0 && schedule.Faults.Count > 1; i--)
        {
            FaultSchedule smaller = schedule.Without(i);
            try
            {
                await RunAsync(smaller, mode, table);
            }
            catch (Exception) when (!Cancellation.IsCancellationRequested)
            {
                schedule = smaller;
            }
        }

        return schedule;
    }

    // Few and short tries: attempts shall fail too.
    private LakebaseWriterOptions StreamOptions(StreamTable table, FaultProxy proxy, int batchSize) => new()
    {
        ConnectionString = ConnectionString,
        Host = "127.0.0.1",
        Port = proxy.Port,
        Table = table.Name,
        ApplicationName = table.ApplicationName,
        BatchSize = batchSize,
        FlushMode = FlushMode.WhenIdle,
        QueueCapacity = 2 * batchSize,
        MaxRetryAttempts = 2,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(1),
        FlushTimeout = TimeSpan.FromSeconds(1),
        MaxConnections = 2,
    };
}
