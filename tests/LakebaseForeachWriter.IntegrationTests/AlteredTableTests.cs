using System.Diagnostics;
using Lakebase.Schema;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>A table that changes, or a server that goes away, while a process that knows it goes on writing.</summary>
public sealed class AlteredTableTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    /// <summary>Longer than an answer of the server is believed.</summary>
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(3);

    /// <summary>Afterwards a round trip has been measured, and the question for the table travels with the rows.</summary>
    private const int EpochsUntilTheWayIsKnown = 3;

    private readonly FakeClock _clock = new();

    /// <summary>When the process looks at the table: while opening after a pause, before the flush, or in the flush's own message.</summary>
    public static TheoryData<WriteMode, bool, int> ModesPausesAndEpochsBefore => new()
    {
        { WriteMode.Insert, true, 1 }, { WriteMode.Insert, false, 1 }, { WriteMode.Insert, false, EpochsUntilTheWayIsKnown },
        { WriteMode.Insert, true, EpochsUntilTheWayIsKnown },
        { WriteMode.BulkInsert, true, 1 }, { WriteMode.BulkInsert, false, 1 }, { WriteMode.BulkInsert, false, EpochsUntilTheWayIsKnown },
        { WriteMode.BulkInsert, true, EpochsUntilTheWayIsKnown },
        { WriteMode.Upsert, true, 1 }, { WriteMode.Upsert, false, 1 }, { WriteMode.Upsert, false, EpochsUntilTheWayIsKnown },
        { WriteMode.Upsert, true, EpochsUntilTheWayIsKnown },
    };

    [Theory]
    [MemberData(nameof(ModesPausesAndEpochsBefore))]
    public async Task CompleteAsync_ColumnAddedBetweenEpochs_GoesOn(
        WriteMode mode, bool pause, int epochsBefore)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(mode);
        await EpochsAsync(epochsBefore, options);
        await ExecuteAsync($"ALTER TABLE {Table("t")} ADD COLUMN more int DEFAULT 7");
        Pause(pause);

        await EpochAsync(Narrow, options, [[2L, "y"]]);
        await EpochAsync(Narrow, options, [[3L, "z"]]);

        Assert.Equal(["(2,y,7)", "(3,z,7)"], await RowsAsync($"SELECT * FROM {Table("t")} WHERE id > 0 ORDER BY id"));
    }

    [Theory]
    [MemberData(nameof(ModesPausesAndEpochsBefore))]
    public async Task CompleteAsync_TableDroppedBetweenEpochsWithCreateTable_MakesItAgain(
        WriteMode mode, bool pause, int epochsBefore)
    {
        LakebaseWriterOptions options = Options(mode);
        options.CreateTable = true;
        await EpochsAsync(epochsBefore, options);
        await ExecuteAsync($"DROP TABLE {Table("t")}");
        Pause(pause);

        await EpochAsync(Narrow, options, [[2L, "y"]]);

        Assert.Equal(["(2,y)"], await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_TableMadeAnewWithinAnEpoch_GoesOn()
    {
        LakebaseWriterOptions options = Options(WriteMode.Upsert);
        options.CreateTable = true;
        options.BatchSize = 1;
        await using LakebaseWriter writer = Writer(Narrow, options);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync([[1L, "x"]], Cancellation);
        await EventuallyAsync(async () => await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}") == 1);
        await ExecuteAsync($"DROP TABLE {Table("t")}");

        await writer.AppendAsync([[2L, "y"]], Cancellation);
        await writer.CompleteAsync(Cancellation);

        Assert.Equal(["(2,y)"], await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Fact]
    public async Task OpenAsync_ColumnRetypedBetweenEpochs_EncodesForTheNewType()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(WriteMode.BulkInsert);
        await EpochAsync(Narrow, options, [[1L, "x"]]);
        await ExecuteAsync($"ALTER TABLE {Table("t")} ALTER COLUMN id TYPE numeric");
        Pause(true);

        await EpochAsync(Narrow, options, [[2L, "y"]]);

        Assert.Equal(["(1,x)", "(2,y)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [InlineData(WriteMode.Insert, 1)]
    [InlineData(WriteMode.Insert, EpochsUntilTheWayIsKnown)]
    [InlineData(WriteMode.BulkInsert, 1)]
    [InlineData(WriteMode.BulkInsert, EpochsUntilTheWayIsKnown)]
    [InlineData(WriteMode.Upsert, 1)]
    [InlineData(WriteMode.Upsert, EpochsUntilTheWayIsKnown)]
    public async Task CompleteAsync_ColumnRetypedAfterOpening_FailsAndTheNextEpochWorks(WriteMode mode, int epochsBefore)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(mode);
        await EpochsAsync(epochsBefore, options);
        await ExecuteAsync($"ALTER TABLE {Table("t")} ALTER COLUMN id TYPE numeric");

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => EpochAsync(Narrow, options, [[2L, "y"]]));
        await EpochAsync(Narrow, options, [[3L, "z"]]);

        Assert.Contains("altered", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["(3,z)"], await RowsAsync($"SELECT * FROM {Table("t")} WHERE id > 0 ORDER BY id"));
    }

    [Fact]
    public async Task CompleteAsync_TableDroppedAfterOpening_SaysSo()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(WriteMode.Insert);
        await EpochsAsync(EpochsUntilTheWayIsKnown, options);
        await ExecuteAsync($"DROP TABLE {Table("t")}");

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => EpochAsync(Narrow, options, [[2L, "y"]]));

        Assert.Contains("There is no table", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TableDroppedBetweenEpochs_SaysSo()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await EpochAsync(Narrow, Options(WriteMode.Insert), [[1L, "x"]]);
        await ExecuteAsync($"DROP TABLE {Table("t")}");
        Pause(true);

        await Assert.ThrowsAsync<SchemaMismatchException>(async () => await OpenAsync(Options(WriteMode.Insert)));
    }

    [Fact]
    public async Task OpenAsync_ServerGoneSinceTheLastEpoch_Throws()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        NpgsqlConnectionStringBuilder server = new(ConnectionString);
        LakebaseWriterOptions options = Options(WriteMode.Insert);
        options.Host = "127.0.0.1";
        options.MaxRetryAttempts = 0;
        await using (FaultProxy proxy = new(server.Host!, server.Port))
        {
            options.Port = proxy.Port;
            await EpochAsync(Narrow, options, [[1L, "x"]]);
        }

        Pause(true);

        await Assert.ThrowsAsync<LakebaseWriteException>(async () => await OpenAsync(options));
    }

    [Fact]
    public async Task OpenAsync_PasswordChangedAndSessionsEnded_Throws()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        string role = $"r{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'first'; GRANT ALL ON {Table("t")} TO {role}; GRANT USAGE ON SCHEMA {SchemaName} TO {role}");
        LakebaseWriterOptions options = Options(WriteMode.Insert);
        (options.Username, options.Password, options.MaxRetryAttempts) = (role, "first", 0);
        await EpochAsync(Narrow, options, [[1L, "x"]]);
        await ExecuteAsync($"ALTER ROLE {role} PASSWORD 'second'");
        await ScalarAsync<long>($"SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{role}'");
        Pause(true);

        LakebaseWriteException lost = await Assert.ThrowsAsync<LakebaseWriteException>(async () => await OpenAsync(options));
        LakebaseWriteException refused = await Assert.ThrowsAsync<LakebaseWriteException>(async () => await OpenAsync(options));

        Assert.Equal((true, "28P01"), (lost.IsTransient, refused.SqlState));
        await ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task EmptyEpoch_InAWarmProcess_TakesMillisecondsEvenIfItAsksTheServer()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(WriteMode.Insert);
        await EpochAsync(Narrow, options, [[1L, "x"]]);
        List<TimeSpan> times = [];
        for (int i = 0; i < 40; i++)
        {
            Pause(i % 2 == 0);
            Stopwatch watch = Stopwatch.StartNew();
            await EpochAsync(Narrow, options, []);
            times.Add(watch.Elapsed);
        }

        // The median: a machine that tests in parallel has its pauses.
        times.Sort();
        Assert.InRange(times[times.Count / 2], TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
    }

    private LakebaseWriterOptions Options(WriteMode mode)
    {
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.FlushMode = FlushMode.WhenIdle;
        return options;
    }

    private void Pause(bool pause)
    {
        if (pause)
        {
            _clock.Advance(AWhile);
        }
    }

    private async Task OpenAsync(LakebaseWriterOptions options)
    {
        await using LakebaseWriter writer = Writer(Narrow, options, _clock);
        await writer.OpenAsync(new WriterContext(), Cancellation);
    }

    private async Task EpochAsync(SourceSchema schema, LakebaseWriterOptions options, object?[][] rows)
    {
        await using LakebaseWriter writer = Writer(schema, options, _clock);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync(rows, Cancellation);
        await writer.CompleteAsync(Cancellation);
    }

    // Rows with the keys 0, -1, …
    private async Task EpochsAsync(int count, LakebaseWriterOptions options)
    {
        for (int i = 0; i < count; i++)
        {
            await EpochAsync(Narrow, options, [[(long)-i, "before"]]);
        }
    }
}
