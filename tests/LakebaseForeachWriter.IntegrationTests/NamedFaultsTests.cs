using Lakebase.Connections;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>
/// The faults of the Python writer that this one succeeds, one test each: what went wrong there, then what happens here. By themselves, since
/// one of them is about metrics, which are the whole process's.
/// </summary>
[Collection(nameof(WholeProcess))]
public sealed class NamedFaultsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));
    private static readonly StructType SparkRows = new([new StructField("id", new LongType()), new StructField("name", new StringType())]);

    [Fact]
    public void Fault1_OpenSwallowsErrorsAndTheEpochIsCommitted_OpenThrows()
    {
        LakebaseWriterOptions options = Options("t");
        (options.Host, options.Port, options.MaxRetryAttempts) = ("127.0.0.1", 1, 0);

        Assert.Throws<LakebaseWriteException>(() => new LakebaseForeachWriter(SparkRows, options).Open(0, 0));
    }

    [Fact]
    public async Task Fault2_EveryErrorIsRetried_BrokenConstraintIsTriedOnce()
    {
        await CreateTableAsync("id bigint PRIMARY KEY, name text NOT NULL");
        using MetricsRecorder recorder = new();

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Rows, Options("t"), [[1L, null]]));

        Assert.Equal(("23502", 1, false), (failed.SqlState, failed.Attempts, failed.IsTransient));
        Assert.Equal(0, recorder.Count("lakebase.flush.retries"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task Fault3_CloseWithAnErrorStillFlushes_CloseThrowsTheRestAway(WriteMode mode)
    {
        await CreateTableAsync("id bigint PRIMARY KEY, name text");
        LakebaseForeachWriter writer = Open(mode);
        Process(writer, 5);

        writer.Close(new InvalidOperationException("the task failed"));

        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task Fault4_CloseFlushesAStalledBatchFromASecondThread_NothingIsWrittenTwice(WriteMode mode)
    {
        await CreateTableAsync("id bigint, name text");
        LakebaseForeachWriter writer = Open(mode, options => options.CloseTimeout = TimeSpan.FromSeconds(1));
        await using (NpgsqlConnection holder = new(ConnectionString))
        {
            await holder.OpenAsync(Cancellation);
            await new NpgsqlCommand($"BEGIN; LOCK TABLE {Table("t")} IN SHARE MODE", holder).ExecuteNonQueryAsync(Cancellation);
            Process(writer, 5);
            Assert.Contains("CloseTimeout", Assert.Throws<LakebaseWriteException>(() => writer.Close(null)).Message, StringComparison.Ordinal);
        }

        await EventuallyAsync(async () => await ScalarAsync<long>(
            $"SELECT count(*) FROM pg_locks WHERE relation = '{Table("t")}'::regclass AND mode = 'RowExclusiveLock'") == 0);
        Assert.Equal(0, await CountAsync());
        Assert.True(writer.Open(0, 0));
        Process(writer, 5);
        writer.Close(null);
        Assert.Equal(5, await CountAsync());
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task Fault5_LastFlushIgnoresTheBatchSize_CloseWritesChunks(WriteMode mode)
    {
        await CreateTableAsync("id bigint PRIMARY KEY, name text");
        await LogChunksAsync();
        LakebaseForeachWriter writer = Open(mode);
        Process(writer, 2_500);

        writer.Close(null);

        Assert.Equal(["(500)", "(1000)", "(1000)"], await RowsAsync($"SELECT * FROM {Table("chunks")} ORDER BY rows"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task Fault6_NamesAreNotQuoted_OddNamesAreNamesAndNothingElse(WriteMode mode)
    {
        await CreateTableAsync("id bigint");
        string odd = $"Select\"; DROP TABLE {Table("t")}; --";
        await ExecuteAsync($"CREATE TABLE {Table(odd)} (\"Order\" bigint PRIMARY KEY, {SqlIdentifier.Quote(odd)} text)");
        SourceSchema schema = Schema(("Order", Of(SourceTypeKind.Long)), (odd, Of(SourceTypeKind.String)));

        await WriteAsync(schema, Options(odd, mode, mode == WriteMode.Upsert ? ["Order"] : []), [[1L, "x"]]);

        Assert.Equal(["(1,x)"], await RowsAsync($"SELECT * FROM {Table(odd)}"));
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Fault7_NothingButKeysMakesAnEmptySet_ConflictDoesNothing(WritePath path)
    {
        await CreateTableAsync("id bigint, name text, PRIMARY KEY (id, name)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id", "name");
        options.WritePath = path;

        await WriteAsync(Rows, options, [[1L, "x"]]);
        await WriteAsync(Rows, options, [[1L, "x"], [2L, "y"]]);

        Assert.Equal(2, await CountAsync());
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Fault8_OneKeyTwiceInABatchFails_TheLastRowCounts(WritePath path)
    {
        await CreateTableAsync("id bigint PRIMARY KEY, name text");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.WritePath = path;

        await WriteAsync(Rows, options, [[1L, "first"], [2L, "only"], [1L, "last"]]);

        Assert.Equal(["(1,last)", "(2,only)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Fact]
    public async Task Fault9_CopyIsTextAndNulFailsTheBatch_CopyIsBinaryAndTheRowIsRefusedByColumn()
    {
        const string special = "tab\t, line\n, \\N, \\., \\t";
        await CreateTableAsync("id bigint, name text");
        LakebaseForeachWriter writer = Open(WriteMode.BulkInsert);
        writer.Process(new GenericRow([1L, special]));

        Exception refused = Assert.ThrowsAny<Exception>(() => writer.Process(new GenericRow([2L, "a\0b"])));

        Assert.Contains("'name'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NUL", refused.Message, StringComparison.Ordinal);
        writer.Close(null);
        Assert.Equal(special, await ScalarAsync<string>($"SELECT name FROM {Table("t")}"));
    }

    [Fact]
    public async Task Fault10_TokenLifePortDatabaseAndKindOfInstanceAreAssumed_TheyAreReadAndSet()
    {
        await CreateTableAsync("id bigint, name text");
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        FakeClock clock = new();
        await using FakeWorkspace workspace = new() { NextCredential = () => (server.Password!, clock.GetUtcNow() + TimeSpan.FromMinutes(10)) };
        workspace.Instances["shop"] = server.Host!;
        LakebaseWriterOptions options = Options("t");
        (options.ConnectionString, options.LakebaseName, options.Username) = (null, "shop", server.Username);
        (options.Port, options.Database) = (server.Port, server.Database);
        (options.DatabricksHost, options.DatabricksToken) = (workspace.Address.AbsoluteUri, FakeWorkspace.Token);

        foreach (double minutes in (double[])[0, 7.9, 0.2])
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            Sources.Get(ConnectionSettings.FromProcess.Resolve(options), clock).ClearIdle();
            await using LakebaseWriter writer = Writer(Rows, options, clock);
            await writer.OpenAsync(new WriterContext(), Cancellation);
            await writer.AppendAsync([[1L, "x"]], Cancellation);
            await writer.CompleteAsync(Cancellation);
        }

        // Ten minutes are what the workspace says; at eight of them the next token is fetched, before a server could refuse the first.
        Assert.Equal(3, await CountAsync());
        Eventually.Holds(() => workspace.Count("/database/credentials") == 2, TimeSpan.FromSeconds(10), "a second token");
    }

    [Fact]
    public async Task Fault11_NeitherMetricsNorDeadLetters_BothAreThere()
    {
        await CreateTableAsync("id bigint, name text NOT NULL");
        LakebaseWriterOptions options = Options("t", WriteMode.BulkInsert);
        options.DeadLetterTable = Table("dead");
        using MetricsRecorder recorder = new();

        await WriteAsync(Rows, options, [[1L, "x"], [2L, null], [3L, "y"]]);

        Assert.Equal(2, await CountAsync());
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("dead")}"));
        Assert.Equal(2, recorder.Sum("lakebase.rows.written"));
        Assert.Equal(1, recorder.Sum("lakebase.rows.dead_lettered"));
        Assert.True(recorder.Count("lakebase.flush.duration") > 0);
    }

    [Fact]
    public async Task Fault12_OneConnectionPerPartitionAndEpoch_TwentyEpochsShareOne()
    {
        await CreateTableAsync("id bigint, name text");
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        await using FaultProxy proxy = new(server.Host!, server.Port);
        LakebaseWriterOptions options = Options("t");
        (options.Host, options.Port) = ("127.0.0.1", proxy.Port);

        for (long epoch = 0; epoch < 20; epoch++)
        {
            await WriteAsync(Rows, options, [[epoch, "x"]], new WriterContext { QueryName = "pooled", Epoch = epoch });
        }

        Assert.Equal(1, proxy.Accepted);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lakebase pooled p0'"));
        Assert.Equal(20, await CountAsync());
    }

    private Task CreateTableAsync(string columns) => ExecuteAsync($"CREATE TABLE {Table("t")} ({columns})");

    private Task<long> CountAsync() => ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}");

    private async Task LogChunksAsync()
    {
        await ExecuteAsync($"CREATE TABLE {Table("chunks")} (rows bigint)");
        await ExecuteAsync($"""
            CREATE FUNCTION {Table("log")}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO {Table("chunks")} SELECT count(*) FROM written; RETURN NULL; END $$;
            CREATE TRIGGER log AFTER INSERT ON {Table("t")} REFERENCING NEW TABLE AS written
            FOR EACH STATEMENT EXECUTE FUNCTION {Table("log")}()
            """);
    }

    private LakebaseForeachWriter Open(WriteMode mode, Action<LakebaseWriterOptions>? adjust = null)
    {
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.BatchInterval = TimeSpan.FromHours(1);
        adjust?.Invoke(options);
        LakebaseForeachWriter writer = new(SparkRows, options);
        Assert.True(writer.Open(0, 0));
        return writer;
    }

    private static void Process(LakebaseForeachWriter writer, int count)
    {
        for (long id = 0; id < count; id++)
        {
            writer.Process(new GenericRow([id, "x"]));
        }
    }
}
