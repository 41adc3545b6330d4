using System.Diagnostics;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A server that falls silent without closing its connections: the way in which networks break.</summary>
public sealed class StalledServerTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const string Blocked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lakebase stalled p0' AND wait_event_type = 'Lock'";

    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));
    private static readonly WriterContext Stalled = new() { QueryName = "stalled" };

    // Far more than the sockets' buffers on the way take.
    private static readonly string Wide = new('x', 2_000);

    private static IEnumerable<object?[]> ManyRows() => Enumerable.Range(0, 20_000).Select(i => new object?[] { (long)i, Wide });

    [Theory]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task AbortAsync_ServerStopsReading_ReturnsWithinTwoSecondsAndFreesTheConnection(WriteMode mode)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        LakebaseWriterOptions options = Options(proxy, mode);
        options.FlushTimeout = TimeSpan.FromSeconds(2);
        options.ConnectTimeout = TimeSpan.FromSeconds(10);
        await using LakebaseWriter writer = Writer(Narrow, options);
        await writer.OpenAsync(Stalled, Cancellation);
        proxy.Freeze();
        await writer.AppendAsync(ManyRows(), Cancellation);

        Stopwatch watch = Stopwatch.StartNew();
        await writer.AbortAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        proxy.Resume();
        await WriteAsync(Narrow, options, [[1L, "x"]]);
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task AbortAsync_ServerFallsSilentBeforeItsAnswer_ReturnsWithinTwoSeconds(WriteMode mode)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        LakebaseWriterOptions options = Options(proxy, mode);
        await using LakebaseWriter writer = Writer(Narrow, options);
        await using NpgsqlConnection holder = await HoldKeyOneAsync();
        await writer.OpenAsync(Stalled, Cancellation);
        await writer.AppendAsync([[1L, "x"]], Cancellation);
        await EventuallyAsync(async () => await ScalarAsync<long>(Blocked) == 1);
        proxy.Freeze();

        Stopwatch watch = Stopwatch.StartNew();
        await writer.AbortAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(WriteMode.Insert, false)]
    [InlineData(WriteMode.BulkInsert, false)]
    [InlineData(WriteMode.Upsert, false)]
    [InlineData(WriteMode.BulkInsert, true)]
    [InlineData(WriteMode.Upsert, true)]
    public async Task CompleteAsync_FlushTimeoutPassesInSilence_Fails(WriteMode mode, bool manyRows)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        LakebaseWriterOptions options = Options(proxy, mode);
        options.FlushTimeout = TimeSpan.FromSeconds(1);
        options.MaxRetryAttempts = 0;
        await using LakebaseWriter writer = Writer(Narrow, options);
        await using NpgsqlConnection holder = await HoldKeyOneAsync();
        await writer.OpenAsync(Stalled, Cancellation);
        if (manyRows)
        {
            proxy.Freeze();
            await writer.AppendAsync(ManyRows(), Cancellation);
        }
        else
        {
            await writer.AppendAsync([[1L, "x"]], Cancellation);
            await EventuallyAsync(async () => await ScalarAsync<long>(Blocked) == 1);
            proxy.Freeze();
        }

        Stopwatch watch = Stopwatch.StartNew();
        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(async () => await writer.CompleteAsync(Cancellation));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("FlushTimeout", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task CompleteAsync_CloseTimeoutPassesInSilence_FailsWithTheRowsThatAreMissing(WriteMode mode)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        LakebaseWriterOptions options = Options(proxy, mode);
        options.CloseTimeout = TimeSpan.FromSeconds(1);
        await using LakebaseWriter writer = Writer(Narrow, options);
        await writer.OpenAsync(Stalled, Cancellation);
        proxy.Freeze();
        await writer.AppendAsync([[1L, "x"], [2L, "y"]], Cancellation);

        Stopwatch watch = Stopwatch.StartNew();
        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(async () => await writer.CompleteAsync(Cancellation));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3.5));
        Assert.Equal(2, failed.RowsInBatch);
        Assert.Contains("CloseTimeout", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ServerSilent_FailsAfterConnectTimeout()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        LakebaseWriterOptions options = Options(proxy, WriteMode.Insert);
        options.MaxRetryAttempts = 0;
        proxy.Freeze();

        Stopwatch watch = Stopwatch.StartNew();
        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(failed.IsTransient);
    }

    [Fact]
    public async Task OpenAsync_ServerSilentAfterTheFirstLogin_FailsAfterConnectTimeoutAndTheNextOneWorks()
    {
        await using FaultProxy proxy = await StartProxyAsync(
            new Fault(1, FaultPoint.Before, MessageKind.Parse, FaultKind.Freeze) { Text = "pg_backend_pid", Span = Timeout.InfiniteTimeSpan });
        LakebaseWriterOptions options = Options(proxy, WriteMode.Insert);
        options.MaxRetryAttempts = 0;

        Stopwatch watch = Stopwatch.StartNew();
        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));
        TimeSpan elapsed = watch.Elapsed;
        await WriteAsync(Narrow, options, [[1L, "x"]]);

        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.True(failed.IsTransient);
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    // Npgsql cancels nothing before that answer is there.
    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Automatic, 1)]
    [InlineData(WriteMode.Upsert, WritePath.Staged, 2)]
    public async Task CompleteAsync_ServerSilentBeforeItAnswersABegin_IsTriedAgain(WriteMode mode, WritePath path, int begin)
    {
        await using FaultProxy proxy = await StartProxyAsync(
            new Fault(1, FaultPoint.Before, MessageKind.CommandComplete, FaultKind.Swallow) { Text = "BEGIN", Occurrence = begin });
        LakebaseWriterOptions options = Options(proxy, mode);
        options.FlushTimeout = TimeSpan.FromSeconds(1);
        options.WritePath = path;

        await WriteAsync(Narrow, options, [[1L, "x"]]).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Single(proxy.Struck);
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    private async Task<FaultProxy> StartProxyAsync(params Fault[] plan)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        return new FaultProxy(server.Host!, server.Port, plan);
    }

    private LakebaseWriterOptions Options(FaultProxy proxy, WriteMode mode)
    {
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.Host = "127.0.0.1";
        options.Port = proxy.Port;
        options.BatchSize = 20_000;
        options.QueueCapacityBytes = 512L * 1024 * 1024;
        options.MaxConnections = 1;
        options.ConnectTimeout = TimeSpan.FromSeconds(2);
        options.FlushTimeout = TimeSpan.FromSeconds(30);
        return options;
    }

    // A duplicate key that is not committed yet: whoever writes that key waits.
    private async Task<NpgsqlConnection> HoldKeyOneAsync()
    {
        NpgsqlConnection holder = new(ConnectionString);
        await holder.OpenAsync(Cancellation);
        await new NpgsqlCommand($"BEGIN; INSERT INTO {Table("t")} VALUES (1, 'held')", holder).ExecuteNonQueryAsync(Cancellation);
        return holder;
    }
}
