using Lakebase.Preflight;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

public sealed class PooledHostTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(WriteMode.Insert, 100, PooledHost.Auto)]
    [InlineData(WriteMode.Insert, 3_000, PooledHost.Auto)]
    [InlineData(WriteMode.BulkInsert, 3_000, PooledHost.Auto)]
    [InlineData(WriteMode.Upsert, 100, PooledHost.Auto)]
    [InlineData(WriteMode.Upsert, 11_000, PooledHost.Auto)]
    [InlineData(WriteMode.Upsert, 11_000, PooledHost.On)]
    public async Task CompleteAsync_PgBouncerInTransactionMode_WritesWithoutSessionState(WriteMode mode, int batchSize, PooledHost pooledHost)
    {
        const int Partitions = 6;
        await using PgBouncer bouncer = await PgBouncer.StartAsync(ConnectionString, Cancellation);
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        (options.ConnectionString, options.BatchSize, options.PooledHost) = (bouncer.ConnectionString, batchSize, pooledHost);

        // What is retried would hide what is lost.
        options.MaxRetryAttempts = 0;
        for (int epoch = 0; epoch < 2; epoch++)
        {
            int first = mode == WriteMode.Upsert ? 0 : epoch * Partitions * batchSize;
            WriteSummary[] summaries = await Task.WhenAll(Enumerable.Range(0, Partitions).Select(partition => WriteAsync(
                Narrow,
                options,
                Enumerable.Range(first + (partition * batchSize), batchSize).Select(i => new object?[] { (long)i, "x" }),
                new WriterContext { Partition = partition, Epoch = epoch, QueryName = "bounced" })));
            Assert.All(summaries, summary => Assert.DoesNotContain("staged", summary.Path, StringComparison.Ordinal));
        }

        long expected = (mode == WriteMode.Upsert ? 1L : 2L) * Partitions * batchSize;
        Assert.Equal(expected, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(0, await ScalarAsync<long>("""
            SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'lakebase bounced%' AND state = 'idle'
            """));
    }

    // A PgBouncer that has sent half of a COPY's message on gives the server to somebody else as soon as it says that no transaction is open:
    // https://github.com/pgbouncer/pgbouncer/issues/57.
    [Fact]
    public async Task CompleteAsync_CopyRefusedBehindAPooler_DoesNotBreakTheSessionsOfOthers()
    {
        const int Rows = 20_000;
        const int Epochs = 30;
        await using PgBouncer bouncer = await PgBouncer.StartAsync(ConnectionString, Cancellation);
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text); INSERT INTO {Table("t")} VALUES (0, 'there')");
        await ExecuteAsync($"CREATE TABLE {Table("other")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions refused = Options("t", WriteMode.BulkInsert);
        LakebaseWriterOptions other = Options("other", WriteMode.Upsert, "id");
        foreach (LakebaseWriterOptions options in (LakebaseWriterOptions[])[refused, other])
        {
            (options.ConnectionString, options.PooledHost, options.BatchSize, options.MaxRetryAttempts) =
                (bouncer.ConnectionString, PooledHost.On, Rows, 0);
        }

        Task refusals = Task.WhenAll(Enumerable.Range(0, 2).Select(partition => Task.Run(
            async () =>
            {
                for (int epoch = 0; epoch < Epochs; epoch++)
                {
                    LakebaseWriteException error = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(
                        Narrow,
                        refused,
                        Enumerable.Range(0, Rows).Select(i => new object?[] { (long)i, "a text of some length" }),
                        new WriterContext { Partition = partition, Epoch = epoch }));
                    Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
                }
            },
            Cancellation)));
        for (int epoch = 0; !refusals.IsCompleted; epoch++)
        {
            await WriteAsync(Narrow, other, [[(long)epoch % 10, "x"]], new WriterContext { Partition = 9, Epoch = epoch });
        }

        await refusals;
    }

    [Theory]
    [InlineData(PooledHost.Auto)]
    [InlineData(PooledHost.On)]
    public async Task Staged_BehindAPooler_IsRefusedBeforeTheStartAndWhenOpened(PooledHost pooledHost)
    {
        await using PgBouncer bouncer = await PgBouncer.StartAsync(ConnectionString, Cancellation);
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        (options.ConnectionString, options.WritePath, options.PooledHost) = (bouncer.ConnectionString, WritePath.Staged, pooledHost);

        if (pooledHost == PooledHost.Auto)
        {
            PreflightReport report = await WriterPreflight.RunAsync(
                Narrow, options, ConnectionDemand.OneProcess, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Cancellation);
            Assert.Contains("PgBouncer", Assert.Single(report.Problems), StringComparison.Ordinal);
        }

        LakebaseOptionsException refused =
            await Assert.ThrowsAsync<LakebaseOptionsException>(() => WriteAsync(Narrow, options, [[1L, "x"]]));
        Assert.Contains("WritePath = Staged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task OpenAsync_ServerItself_IsNoPooler()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text); INSERT INTO {Table("t")} VALUES (0, 'old')");

        WriteSummary summary = await WriteAsync(
            Narrow, Staged(), Enumerable.Range(0, 25_000).Select(i => new object?[] { (long)i, "x" }));

        Assert.Equal("staged-upsert", summary.Path);

        LakebaseWriterOptions Staged()
        {
            LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
            options.BatchSize = 25_000;
            options.BatchInterval = TimeSpan.FromMinutes(1);
            return options;
        }
    }

    [Fact]
    public async Task CompleteAsync_ManyPartitions_OpenNoMoreConnectionsThanAllowed()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t");
        (options.MaxConnections, options.ApplicationName) = (4, "capped");
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<long> watching = WatchAsync(done.Token);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(partition => WriteAsync(
            Narrow,
            options,
            Enumerable.Range(partition * 100, 100).Select(i => new object?[] { (long)i, "x" }),
            new WriterContext { Partition = partition, QueryName = "query" })));
        await done.CancelAsync();

        Assert.InRange(await watching, 1, 4);
        Assert.Equal(6_400, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.InRange(await ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'capped query p%'"), 1, 4);
    }

    private async Task<long> WatchAsync(CancellationToken stop)
    {
        long most = 0;
        do
        {
            most = Math.Max(most, await ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'capped%'"));
        }
        while (!stop.IsCancellationRequested);
        return most;
    }
}
