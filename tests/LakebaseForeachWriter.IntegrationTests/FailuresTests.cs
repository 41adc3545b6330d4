using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

public sealed class FailuresTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Fact]
    public async Task OpenAsync_NoSuchTable_SaysWhichAndWhatToDo()
    {
        SchemaMismatchException refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Narrow, Options("nowhere"), []));

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CreateTable", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ColumnsTheTableLacks_ListsThemAll()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint)");
        SourceSchema schema = Schema(("id", Of(SourceTypeKind.Long)), ("one", Of(SourceTypeKind.Long)), ("two", Of(SourceTypeKind.Long)));

        SchemaMismatchException refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(schema, Options("t"), []));

        Assert.Equal(2, refused.Problems.Count);
    }

    [Fact]
    public async Task OpenAsync_WrongPassword_NamesRoleAndServerButNoSecret()
    {
        LakebaseWriterOptions options = Options("t");
        options.Password = "hush-hush";

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));

        Assert.Equal("28P01", failed.SqlState);
        Assert.Contains("password", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, failed.Attempts);
    }

    [Fact]
    public async Task OpenAsync_NoSuchDatabase_NamesIt()
    {
        LakebaseWriterOptions options = Options("t");
        options.Database = "nirvana";

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));

        Assert.Contains("'nirvana'", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NobodyListens_SaysSoAfterItsRetries()
    {
        LakebaseWriterOptions options = Options("t");
        options.Host = "127.0.0.1";
        options.Port = 1;
        options.MaxRetryAttempts = 3;

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));

        Assert.Contains("Nothing listens at 127.0.0.1:1", failed.Message, StringComparison.Ordinal);
        Assert.Equal(4, failed.Attempts);
        Assert.True(failed.IsTransient);
    }

    [Fact]
    public async Task OpenAsync_UnknownHost_NamesIt()
    {
        LakebaseWriterOptions options = Options("t");
        options.Host = "no-such-host.invalid";
        options.MaxRetryAttempts = 0;

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, []));

        Assert.Contains("no-such-host.invalid", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task CompleteAsync_DuplicateKey_FailsAtOnceWithTheWayOut(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        List<Exception> reported = [];
        WriterContext context = new() { Partition = 3, Epoch = 7, OnFailure = reported.Add };

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(Narrow, Options("t", mode), [[1L, "hush"], [1L, "hush"]], context));

        Assert.Equal(("23505", 1, 3L, 7L, 2), (failed.SqlState, failed.Attempts, failed.Partition, failed.Epoch, failed.RowsInBatch));
        Assert.False(failed.IsOutcomeUnknown);
        Assert.Contains("Upsert", failed.Message, StringComparison.Ordinal);
        Assert.Same(failed, Assert.Single(reported));
        Assert.Equal(0, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_ValueTheServerRefuses_IsNotQuoted()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name inet)");

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(Narrow, Options("t"), [[1L, "hush-hush"]]));

        Assert.Equal("22P02", failed.SqlState);
        Assert.DoesNotContain("hush-hush", failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task AbortAsync_FlushWaitsForALock_EndsItOnTheServerWithinTwoSeconds(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using NpgsqlConnection holder = new(ConnectionString);
        await holder.OpenAsync(Cancellation);
        await using NpgsqlTransaction holding = await holder.BeginTransactionAsync(Cancellation);

        // A duplicate key that is not committed yet: the COPY waits for it at its end, where Npgsql itself could not cancel it.
        await new NpgsqlCommand($"INSERT INTO {Table("t")} VALUES (1, 'held')", holder).ExecuteNonQueryAsync(Cancellation);
        await using LakebaseWriter writer = Writer(Narrow, Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []));
        await writer.OpenAsync(new WriterContext { QueryName = "blocked" }, Cancellation);
        await writer.AppendAsync([[1L, "x"]], Cancellation);
        const string blocked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lakebase blocked p0' AND wait_event_type = 'Lock'";
        await EventuallyAsync(async () => await ScalarAsync<long>(blocked) == 1);

        long start = TimeProvider.System.GetTimestamp();
        await writer.AbortAsync();
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);

        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await EventuallyAsync(async () => await ScalarAsync<long>(blocked) == 0);
        await holding.RollbackAsync(Cancellation);
        Assert.Equal(0, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_FlushTimeoutPasses_IsRetriedAndThenFails()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using NpgsqlConnection holder = new(ConnectionString);
        await holder.OpenAsync(Cancellation);
        await using NpgsqlTransaction holding = await holder.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand($"INSERT INTO {Table("t")} VALUES (1, 'held')", holder).ExecuteNonQueryAsync(Cancellation);
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.FlushTimeout = TimeSpan.FromSeconds(1);
        options.MaxRetryAttempts = 1;

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, [[1L, "x"]]));

        Assert.Equal(2, failed.Attempts);
        Assert.Contains("FlushTimeout", failed.Message, StringComparison.Ordinal);
    }
}
