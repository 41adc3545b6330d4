using Lakebase.Connections;
using Lakebase.Preflight;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakebase.IntegrationTests;

/// <summary>With a ledger every row is in the table once, whatever happens on the way.</summary>
public sealed class LedgerTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));
    private static readonly WriterContext First = new() { QueryId = "q", Partition = 3, Epoch = 7 };

    public static TheoryData<WriteMode, WritePath> Paths => new()
    {
        { WriteMode.Insert, WritePath.Automatic },
        { WriteMode.Insert, WritePath.Copy },
        { WriteMode.Insert, WritePath.Staged },
        { WriteMode.BulkInsert, WritePath.Automatic },
        { WriteMode.Upsert, WritePath.Automatic },
        { WriteMode.Upsert, WritePath.Staged },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task OpenAsync_EpochCutOffByAnAbort_WritesOnlyWhatIsMissing(WriteMode mode, WritePath path)
    {
        LakebaseWriterOptions options = await OptionsAsync(mode, path);
        await using (LakebaseWriter cutOff = Writer(Narrow, options))
        {
            await cutOff.OpenAsync(First, Cancellation);
            await cutOff.AppendAsync(Rows(0, 30), Cancellation);
            await EventuallyAsync(async () => await CountAsync() == 30);
            await cutOff.AppendAsync(Rows(30, 5), Cancellation);
            await cutOff.AbortAsync();
        }

        // Batches do not end where they did.
        options.BatchSize = 7;
        WriteSummary summary = await WriteAsync(Narrow, options, Rows(0, 55), First with { Attempt = 1 });

        Assert.Equal((25L, 30L), (summary.Rows, summary.ReplayedRows));
        await AssertOnceAsync(55);
        Assert.Equal(55L, await RowsDoneAsync());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task OpenAsync_EpochThatIsDone_SkipsAllOfIt(WriteMode mode, WritePath path)
    {
        LakebaseWriterOptions options = await OptionsAsync(mode, path);
        await WriteAsync(Narrow, options, Rows(0, 25), First);

        WriteSummary again = await WriteAsync(Narrow, options, Rows(0, 25), First);
        WriteSummary next = await WriteAsync(Narrow, options, Rows(25, 5), First with { Epoch = 8 });
        WriteSummary older = await WriteAsync(Narrow, options, Rows(0, 25), First);

        Assert.Equal((25L, 0L, 25L), (again.ReplayedRows, next.ReplayedRows, older.ReplayedRows));
        await AssertOnceAsync(30);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task FlushAsync_AnswerOfTheCommitIsLost_FindsItCommittedAndDoublesNothing(WriteMode mode, WritePath path) =>
        await LoseConnectionAsync(mode, path, arrives: true);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task FlushAsync_CommitItselfIsLost_WritesTheBatchAgain(WriteMode mode, WritePath path) =>
        await LoseConnectionAsync(mode, path, arrives: false);

    private async Task LoseConnectionAsync(WriteMode mode, WritePath path, bool arrives)
    {
        LakebaseWriterOptions options = await OptionsAsync(mode, path);
        await using TappedLine line = new(ConnectionString);
        (options.Host, options.Port) = ("127.0.0.1", line.Port);

        // Part of the statement that goes with every commit, in whichever message that is.
        line.BreakAt("lakebase.superseded_attempt", arrives, times: 2);

        WriteSummary summary = await WriteAsync(Narrow, options, Rows(0, 35), First);

        Assert.Equal(0, line.LeftToBreak);
        Assert.Equal((35L, 0L), (summary.Rows, summary.ReplayedRows));
        await AssertOnceAsync(35);
        Assert.Equal(35L, await RowsDoneAsync());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task FlushAsync_AnotherAttemptHasOpened_StopsTheOlderOne(WriteMode mode, WritePath path)
    {
        LakebaseWriterOptions options = await OptionsAsync(mode, path);
        await using LakebaseWriter older = Writer(Narrow, options);
        await older.OpenAsync(First, Cancellation);
        await older.AppendAsync(Rows(0, 10), Cancellation);
        await EventuallyAsync(async () => await CountAsync() == 10);
        await using LakebaseWriter newer = Writer(Narrow, options);
        await newer.OpenAsync(First with { Attempt = 1 }, Cancellation);

        await older.AppendAsync(Rows(10, 10), Cancellation);
        LakebaseWriteException stopped =
            await Assert.ThrowsAsync<LakebaseWriteException>(async () => await older.CompleteAsync(Cancellation));
        await newer.AppendAsync(Rows(0, 30), Cancellation);
        WriteSummary summary = await newer.CompleteAsync(Cancellation);

        Assert.Contains("another attempt", stopped.Message, StringComparison.Ordinal);
        Assert.Equal((1, false, false), (stopped.Attempts, stopped.IsTransient, stopped.IsOutcomeUnknown));
        Assert.Equal((20L, 10L), (summary.Rows, summary.ReplayedRows));
        await AssertOnceAsync(30);
    }

    [Fact]
    public async Task FlushAsync_ServerStopsTheBatch_CountsEachHalf()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);
        await ExecuteAsync($"""
            CREATE FUNCTION {Table("stop")}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF (SELECT count(*) FROM written) > 5 THEN RAISE EXCEPTION 'stopped' USING ERRCODE = '57014'; END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER stop AFTER INSERT ON {Table("t")} REFERENCING NEW TABLE AS written
            FOR EACH STATEMENT EXECUTE FUNCTION {Table("stop")}()
            """);

        await WriteAsync(Narrow, options, Rows(0, 27), First);

        await AssertOnceAsync(27);
        Assert.Equal(27L, await RowsDoneAsync());
    }

    [Fact]
    public async Task CompleteAsync_ReplayWithFewerRows_FailsSayingWhatTheSourceLacks()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);
        await WriteAsync(Narrow, options, Rows(0, 25), First);

        LakebaseWriteException failed =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, Rows(0, 20), First));

        Assert.Contains("given only 20", failed.Message, StringComparison.Ordinal);
        await AssertOnceAsync(25);
    }

    [Fact]
    public async Task FlushAsync_RowsAreRefused_LeavesTheLedgerWithTheTable()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);
        await ExecuteAsync($"ALTER TABLE {Table("t")} ALTER name SET NOT NULL");

        await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, [.. Rows(0, 19), [19L, null]], First));
        WriteSummary repaired = await WriteAsync(Narrow, options, Rows(0, 20), First);

        Assert.Equal((10L, 10L), (repaired.Rows, repaired.ReplayedRows));
        await AssertOnceAsync(20);
    }

    [Fact]
    public async Task CompleteAsync_BehindAPooler_WritesEachRowOnce()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.BulkInsert, WritePath.Automatic);
        await using PgBouncer bouncer = await PgBouncer.StartAsync(ConnectionString, Cancellation);
        options.ConnectionString = bouncer.ConnectionString;

        for (int i = 0; i < 2; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(
                partition => WriteAsync(Narrow, options, Rows(25 * partition, 25), First with { Partition = partition })));
        }

        await AssertOnceAsync(150);
    }

    [Fact]
    public async Task OpenAsync_NobodyNamesTheQuery_SaysWhichOptionDoes()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);

        LakebaseOptionsException refused =
            await Assert.ThrowsAsync<LakebaseOptionsException>(() => WriteAsync(Narrow, options, [], First with { QueryId = "" }));
        options.LedgerQueryId = "nightly";
        await WriteAsync(Narrow, options, Rows(0, 5), First with { QueryId = "" });

        Assert.Contains("LedgerQueryId", refused.Message, StringComparison.Ordinal);
        Assert.Equal("nightly", await ScalarAsync<string>($"SELECT query_id FROM {Table("ledger")}"));
    }

    [Fact]
    public async Task Preflight_LedgerOfAnotherShapeOrWithoutRights_NamesBothWithTheTargetsProblems()
    {
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);
        Assert.Empty((await PreflightAsync(options)).Problems);
        Assert.Equal(0L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("ledger")}"));

        await ExecuteAsync($"ALTER TABLE {Table("ledger")} DROP attempt; ALTER TABLE {Table("t")} ADD must int NOT NULL");
        IReadOnlyList<string> problems = (await PreflightAsync(options)).Problems;

        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("'must'", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("lacks attempt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Preflight_RoleMayNotMakeTheLedger_SaysHowToMakeIt()
    {
        string role = $"r_{Guid.NewGuid():N}";
        LakebaseWriterOptions options = await OptionsAsync(WriteMode.Insert, WritePath.Automatic);
        await ExecuteAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {SchemaName} TO {role}; GRANT INSERT ON {Table("t")} TO {role}
            """);
        try
        {
            (options.Username, options.Password) = (role, "secret");
            string missing = Assert.Single((await PreflightAsync(options)).Problems);
            string statements = missing[(missing.IndexOf("Make it: ", StringComparison.Ordinal) + "Make it: ".Length)..^1];
            await ExecuteAsync(statements);

            Assert.Empty((await PreflightAsync(options)).Problems);
            await WriteAsync(Narrow, options, Rows(0, 5), First);
        }
        finally
        {
            await Sources.DisposeAsync();
            await ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private static ValueTask<PreflightReport> PreflightAsync(LakebaseWriterOptions options) =>
        WriterPreflight.RunAsync(Narrow, options, ConnectionDemand.OneProcess, NullLogger.Instance, Cancellation);

    private async Task<LakebaseWriterOptions> OptionsAsync(WriteMode mode, WritePath path)
    {
        bool isUpsert = mode == WriteMode.Upsert;
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint{(isUpsert ? " PRIMARY KEY" : "")}, name text)");
        LakebaseWriterOptions options = Options("t", mode, isUpsert ? ["id"] : []);
        options.LedgerTable = Table("ledger");
        options.WritePath = path;
        options.BatchSize = 10;
        return options;
    }

    private static IEnumerable<object?[]> Rows(int first, int count) =>
        Enumerable.Range(first, count).Select(id => new object?[] { (long)id, "x" });

    private Task<long> CountAsync() => ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}");

    private Task<long> RowsDoneAsync() => ScalarAsync<long>($"SELECT rows_done FROM {Table("ledger")}");

    private async Task AssertOnceAsync(long rows)
    {
        Assert.Equal(rows, await CountAsync());
        Assert.Equal(rows, await ScalarAsync<long>($"SELECT count(DISTINCT id) FROM {Table("t")}"));
    }
}
