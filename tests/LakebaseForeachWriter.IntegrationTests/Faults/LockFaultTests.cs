using Lakebase.Flushing;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.IntegrationTests.Faults;

/// <summary>Locks that do not come in time, and locks that two writers take from each other.</summary>
public sealed class LockFaultTests(ServerOfItsOwn server) : StreamsTest(server.GetConnectionStringAsync), IClassFixture<ServerOfItsOwn>
{
    private static readonly SourceSchema Changes =
        Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)), ("op", Of(SourceTypeKind.String)));

    [Fact]
    public async Task Stream_LockTimeoutIsHit_EveryModeTriesAgainUntilTheLockIsFree() => await RunAllAsync(
        async streams =>
        {
            await using NpgsqlConnection holder = new(ConnectionString);
            await holder.OpenAsync(Cancellation);
            string tables = string.Join(", ", streams.Select(stream => stream.Table.Name));
            await new NpgsqlCommand($"BEGIN; LOCK TABLE {tables} IN SHARE MODE", holder).ExecuteNonQueryAsync(Cancellation);
            await TriedAgainAsync(streams, "55P03");
        },
        options => options.ConnectionString += ";Options=-c lock_timeout=30ms");

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task CompleteAsync_LockNeverComes_FailsAfterItsTries(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await using NpgsqlConnection holder = new(ConnectionString);
        await holder.OpenAsync(Cancellation);
        await new NpgsqlCommand($"BEGIN; LOCK TABLE {Table("t")} IN SHARE MODE", holder).ExecuteNonQueryAsync(Cancellation);
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.ConnectionString += ";Options=-c lock_timeout=30ms";
        options.MaxRetryAttempts = 2;

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(new SourceSchema([.. Changes.Columns.Take(2)]), options, [[1L, "x"]]));

        Assert.Equal(("55P03", 3, true, false), (failed.SqlState, failed.Attempts, failed.IsTransient, failed.IsOutcomeUnknown));
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task CompleteAsync_TwoWritersWaitForEachOther_OneTriesAgainAndBothAreCommitted(WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text); INSERT INTO {Table("t")} VALUES (1, 'old'), (2, 'old')");

        // Each writer deletes the row that the other one upserts. Between the two, both wait here until they have deleted.
        await ExecuteAsync($"""
            CREATE FUNCTION {Table("meet")}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END $$;
            CREATE TRIGGER meet AFTER DELETE ON {Table("t")} FOR EACH STATEMENT EXECUTE FUNCTION {Table("meet")}()
            """);
        await using NpgsqlConnection gate = new(ConnectionString);
        await gate.OpenAsync(Cancellation);
        await new NpgsqlCommand("SELECT pg_advisory_lock(7)", gate).ExecuteNonQueryAsync(Cancellation);
        StreamLog log = new();

        Task one = WriteAsync(path, log, 1, [[1L, "one", "delete"], [2L, "one", "insert"]]);
        Task two = WriteAsync(path, log, 2, [[2L, "two", "delete"], [1L, "two", "insert"]]);
        await EventuallyAsync(async () => await ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 2);
        await new NpgsqlCommand("SELECT pg_advisory_unlock(7)", gate).ExecuteNonQueryAsync(Cancellation);
        await Task.WhenAll(one, two);

        // Whoever came second has deleted what the first one upserted.
        Assert.Equal(["40P01"], log.Retries);
        string[] rows = await RowsAsync($"SELECT * FROM {Table("t")}");
        Assert.Contains(Assert.Single(rows), (string[])["(1,two)", "(2,one)"]);
    }

    private async Task WriteAsync(WritePath path, StreamLog log, long partition, object?[][] rows)
    {
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        (options.WritePath, options.OperationColumn) = (path, "op");
        await using LakebaseWriter writer = new(Changes, options, time: null, log, Sources, new TargetPlanCache());
        await writer.OpenAsync(new WriterContext { Partition = partition }, Cancellation);
        await writer.AppendAsync(rows, Cancellation);
        await writer.CompleteAsync(Cancellation);
    }
}
