using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>A network that stalls, loses connections without a word, or is long, under a stream of every mode.</summary>
public sealed class NetworkFaultTests(PostgresFixture postgres) : StreamsTest(postgres.GetConnectionStringAsync)
{
    /// <summary>A stall of ten seconds under a FlushTimeout of a hundred, at a tenth of the time.</summary>
    [Fact]
    public async Task Stream_StallShorterThanFlushTimeout_NothingIsTriedAgain()
    {
        await using FaultProxy proxy = StartProxy();

        IReadOnlyList<ReplayedStream> streams = await RunAllAsync(
            async streams =>
            {
                proxy.Strike(FaultKind.Freeze, TimeSpan.FromSeconds(1));
                await ProgressAsync(streams);
            },
            options => (options.Host, options.Port) = ("127.0.0.1", proxy.Port),
            () => proxy.OpenConnections);

        Assert.All(streams, stream => Assert.Empty(stream.Log.Retries));
        Assert.All(streams, stream => Assert.Empty(stream.Failures));
    }

    [Fact]
    public async Task Stream_ConnectionsTurnHalfOpen_EveryModeGivesThemUpAfterFlushTimeoutAndGoesOn()
    {
        await using FaultProxy proxy = StartProxy();

        IReadOnlyList<ReplayedStream> streams = await RunAllAsync(
            async streams =>
            {
                proxy.Strike(FaultKind.Swallow);
                await ProgressAsync(streams);
            },
            options =>
            {
                (options.Host, options.Port) = ("127.0.0.1", proxy.Port);
                options.FlushTimeout = TimeSpan.FromSeconds(1);
            },
            () => proxy.OpenConnections);

        Assert.All(streams, stream => Assert.True(stream.Log.Retries.Count + stream.Failures.Count > 0, $"{stream.Mode} noticed nothing"));
    }

    [Fact]
    public async Task Stream_ServerIsTwoHundredMillisecondsAway_NothingIsTriedAgain()
    {
        await using FaultProxy proxy = StartProxy();
        proxy.Latency = TimeSpan.FromMilliseconds(100);

        IReadOnlyList<ReplayedStream> streams = await RunAllAsync(
            _ => Task.CompletedTask,
            options => (options.Host, options.Port) = ("127.0.0.1", proxy.Port),
            () => proxy.OpenConnections,
            rowsPerEpoch: 60);

        Assert.All(streams, stream => Assert.Empty(stream.Log.Retries));
        Assert.All(streams, stream => Assert.Empty(stream.Failures));
    }

    private FaultProxy StartProxy()
    {
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        return new FaultProxy(server.Host!, server.Port);
    }
}
