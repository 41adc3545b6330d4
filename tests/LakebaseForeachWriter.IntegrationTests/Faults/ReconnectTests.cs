using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.Faults;

public sealed class ReconnectTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Fact]
    public async Task CompleteAsync_SessionEndedBetweenEpochs_InsertStillKnowsItsOutcome()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await WriteAsync(Narrow, Options("t"), [[1L, "x"]], new WriterContext { QueryName = "idle" });
        Assert.Equal(1, await EndSessionsAsync("lakebase idle p0"));

        // The first message of an epoch is not the one that commits, so a pooled connection that died meanwhile does no harm.
        await WriteAsync(Narrow, Options("t"), [[2L, "y"]], new WriterContext { QueryName = "idle", Epoch = 1 });

        Assert.Equal(2, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_WholePoolLost_CostsOneRetryNotOnePerConnection()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t");
        options.MaxRetryAttempts = 1;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async partition =>
        {
            await using LakebaseWriter writer = Writer(Narrow, options);
            await writer.OpenAsync(new WriterContext { QueryName = "pool", Partition = partition }, Cancellation);
            await writer.AppendAsync([[(long)partition, "x"]], Cancellation);
            await writer.CompleteAsync(Cancellation);
        }));
        long ended = await EndSessionsAsync("lakebase pool p%");
        Assert.True(ended > 2, "the pool is too small to test anything");

        await WriteAsync(Narrow, options, [[100L, "y"]], new WriterContext { QueryName = "pool", Epoch = 1 });

        Assert.Equal(7, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_RetryDurationIsOver_StopsBeforeTheAttemptsAre()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"""
            CREATE FUNCTION {Table("busy")}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END $$;
            CREATE TRIGGER busy BEFORE INSERT ON {Table("t")} FOR EACH ROW EXECUTE FUNCTION {Table("busy")}()
            """);
        LakebaseWriterOptions options = Options("t");
        options.MaxRetryAttempts = 100;
        options.RetryDelay = options.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
        options.MaxRetryDuration = TimeSpan.FromSeconds(1);

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, [[1L, "x"]]));

        Assert.InRange(failed.Attempts, 2, 20);
        Assert.Contains($"the last of {failed.Attempts} tries", failed.Message, StringComparison.Ordinal);
        Assert.Equal("40001", failed.SqlState);
    }

    [Fact]
    public async Task CompleteAsync_SessionEndedDuringAnInsert_FailsSayingThatTheOutcomeIsUnknown()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"""
            CREATE FUNCTION {Table("slow")}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON {Table("t")} FOR EACH ROW EXECUTE FUNCTION {Table("slow")}()
            """);
        Task<WriteSummary> writing = WriteAsync(Narrow, Options("t"), [[1L, "x"]], new WriterContext { QueryName = "unknown" });

        await EventuallyAsync(async () => await ScalarAsync<long>(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'lakebase unknown p0' AND wait_event = 'PgSleep'") == 1);

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => writing);
        Assert.True(failed.IsOutcomeUnknown);
        Assert.Equal(1, failed.Attempts);
        Assert.Contains("twice", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>Ends the sessions with an application name like this one, and says how many.</summary>
    private Task<long> EndSessionsAsync(string applicationName) => ScalarAsync<long>(
        $"SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE '{applicationName}'");
}
