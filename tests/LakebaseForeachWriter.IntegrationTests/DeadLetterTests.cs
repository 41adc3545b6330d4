using System.Text.Json;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Rows that the database refuses are put aside, and only they.</summary>
public sealed class DeadLetterTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private const int Many = 1_000;

    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));
    private static readonly WriterContext First = new() { QueryId = "q", Partition = 3, Epoch = 7 };

    /// <summary>Everything that a table can have against a name.</summary>
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["not null"] = new("text NOT NULL", null, "23502"),
        ["check"] = new("text CHECK (name <> 'bad')", "bad", "23514"),
        ["unique"] = new("text UNIQUE", "taken", "23505") { Before = "INSERT INTO {0} VALUES (-1, 'taken')", Good = id => $"n{id}" },
        ["deferred foreign key"] = new("text REFERENCES {1} DEFERRABLE INITIALLY DEFERRED", "bad", "23503"),
        ["enum"] = new("{2}", "bad", "22P02"),
        ["cast"] = new("inet", "bad", "22P02") { Good = _ => "10.0.0.1" },
        ["trigger"] = new("text", "bad", "P0001")
        {
            Before = """
                CREATE FUNCTION {3}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.name = 'bad' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW;
                END $$;
                CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {0} FOR EACH ROW EXECUTE FUNCTION {3}()
                """,
        },
    };

    public static TheoryData<string, WriteMode, WritePath> RulesAndPaths
    {
        get
        {
            TheoryData<string, WriteMode, WritePath> cases = [];
            foreach (string rule in Rules.Keys)
            {
                cases.Add(rule, WriteMode.Insert, WritePath.Automatic);
                cases.Add(rule, WriteMode.BulkInsert, WritePath.Automatic);
                cases.Add(rule, WriteMode.Upsert, WritePath.Automatic);
                cases.Add(rule, WriteMode.Upsert, WritePath.Staged);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(RulesAndPaths))]
    public async Task FlushAsync_SomeOfAThousandRowsAreRefused_WritesAllOthers(string rule, WriteMode mode, WritePath path)
    {
        await CreateAsync(Rules[rule]);
        LakebaseWriterOptions options = ToTable(mode);
        options.WritePath = path;
        int[] bad = [0, 1, 250, 251, 617, 998];

        WriteSummary summary = await WriteAsync(Narrow, options, Rows(Rules[rule], Many, bad), First);

        Assert.Equal((Many - bad.Length, bad.Length), (summary.Rows, summary.DeadLetters));
        Assert.Equal(Many - bad.Length, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE id >= 0"));
        string expected = string.Join(' ', bad.Select(id => $"{id + 1}:{Rules[rule].SqlState}:{id}:{Rules[rule].Bad ?? "null"}"));
        Assert.Equal(expected, await ScalarAsync<string>(
            $"""
            SELECT string_agg(
                concat_ws(':', row_number, sqlstate, payload ->> 'id', coalesce(payload ->> 'name', 'null')), ' ' ORDER BY row_number)
            FROM {Table("dead")} WHERE target_table = '{SchemaName}.t' AND (query_id, partition_id, epoch) = ('q', 3, 7)
            """));
    }

    [Fact]
    public async Task FlushAsync_OneOfAThousandRowsIsRefused_TakesTwentyMoreStatements()
    {
        await CreateAsync(Rules["check"]);
        await CountStatementsAsync();

        await WriteAsync(Narrow, ToTable(WriteMode.Insert), Rows(Rules["check"], Many, [617]), First);

        Assert.InRange(await ScalarAsync<long>($"SELECT last_value FROM {Table("statements")}"), 11, 21);
    }

    [Fact]
    public async Task FlushAsync_AsManyAsAreAllowed_ArePutAsideInSeveralTransactions()
    {
        await CreateAsync(Rules["check"]);
        int[] bad = [.. Enumerable.Range(0, 100).Select(i => i * 10)];

        WriteSummary summary = await WriteAsync(Narrow, ToTable(WriteMode.BulkInsert), Rows(Rules["check"], Many, bad), First);

        Assert.Equal((900L, 100L), (summary.Rows, summary.DeadLetters));
        Assert.True(summary.Batches > 5, $"{summary.Batches} transactions");
        Assert.Equal(100L, await ScalarAsync<long>($"SELECT count(DISTINCT row_number) FROM {Table("dead")}"));
        Assert.Equal(900L, await ScalarAsync<long>($"SELECT count(DISTINCT id) FROM {Table("t")}"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task FlushAsync_ValuesThatDoNotFit_PutTheirRowsAsideAndKeepTheOthers(WriteMode mode)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id integer PRIMARY KEY, name varchar(4) NOT NULL CHECK (name <> 'bad'))");
        LakebaseWriterOptions options = ToTable(mode);
        options.InvalidValues = InvalidValueHandling.DeadLetter;
        object?[][] rows =
        [
            [1L, "one"], [2L, "nul\0"], [3L, "three"], [4L, "four"], [long.MaxValue, "five"], [6L, "bad"], [7L, "done"],
            [1L << 40, "too long as well"],
        ];

        WriteSummary summary = await WriteAsync(Narrow, options, rows, First);

        Assert.Equal((3L, 5L), (summary.Rows, summary.DeadLetters));
        Assert.Equal("1 one, 4 four, 7 done", await ScalarAsync<string>($"SELECT string_agg(id || ' ' || name, ', ' ORDER BY id) FROM {Table("t")}"));
        Assert.Equal(
            "2 22021 name 2, 3 22001 name 3, 5 22003 id five, 6 23514 6, 8 22003 id",
            await ScalarAsync<string>(
                $"""
                SELECT string_agg(concat_ws(' ', row_number, sqlstate, column_name, coalesce(payload ->> 'id', payload ->> 'name')), ', '
                    ORDER BY row_number)
                FROM {Table("dead")}
                """));
        Assert.DoesNotContain("too long as", await ScalarAsync<string>($"SELECT string_agg(reason, ' ') FROM {Table("dead")}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.Upsert)]
    public async Task FlushAsync_MoreThanAreAllowed_FailsNamingTheRowAndTheOption(WriteMode mode)
    {
        await CreateAsync(Rules["check"]);
        LakebaseWriterOptions options = ToTable(mode);
        options.MaxDeadLetters = 2;

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(Narrow, options, Rows(Rules["check"], Many, [10, 20, 617]), First));

        Assert.Equal(("23514", 1), (failed.SqlState, failed.Attempts));
        Assert.Contains("row 618 of this partition", failed.Message, StringComparison.Ordinal);
        Assert.Contains("MaxDeadLetters allows 2", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("dead")}"));
    }

    [Theory]
    [InlineData(WriteMode.Insert, false)]
    [InlineData(WriteMode.BulkInsert, false)]
    [InlineData(WriteMode.Upsert, false)]
    [InlineData(WriteMode.Insert, true)]
    public async Task FlushAsync_NowhereToPutThem_FailsNamingTheRowAndWritesNothing(WriteMode mode, bool isDeferred)
    {
        Rule rule = Rules[isDeferred ? "deferred foreign key" : "not null"];
        await CreateAsync(rule);
        LakebaseWriterOptions options = ToTable(mode);
        options.DeadLetterTable = null;

        LakebaseWriteException failed =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, Rows(rule, Many, [617, 700]), First));

        Assert.Equal((rule.SqlState, 1, Many), (failed.SqlState, failed.Attempts, failed.RowsInBatch));
        Assert.Contains("row 618 of this partition", failed.Message, StringComparison.Ordinal);
        Assert.Contains("DeadLetterTable", failed.Message, StringComparison.Ordinal);
        Assert.Contains(isDeferred ? "t_name_fkey" : "column 'name'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task FlushAsync_LastRowOfAKeyIsRefused_KeepsTheOneBefore()
    {
        await CreateAsync(Rules["check"]);

        await WriteAsync(Narrow, ToTable(WriteMode.Upsert), [[1L, "old"], [2L, "x"], [1L, "new"], [1L, "bad"]], First);

        Assert.Equal(["(1,new)", "(2,x)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
        Assert.Equal([@"(4,23514)"], await RowsAsync($"SELECT row_number, sqlstate FROM {Table("dead")}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FlushAsync_UniqueColumnPassesInArrivalOrderOnly_PutsNothingAside(bool hasDestination)
    {
        await CreateAsync(Rules["check"]);
        await CountStatementsAsync();
        await ExecuteAsync($"ALTER TABLE {Table("t")} ADD UNIQUE (name)");
        await ExecuteAsync($"INSERT INTO {Table("t")} SELECT i, 'n' || i FROM generate_series(0, 99) i");
        LakebaseWriterOptions options = ToTable(WriteMode.Upsert);
        options.DeadLetterTable = hasDestination ? options.DeadLetterTable : null;

        // In the order of the keys, each would take a name that the next one still has.
        WriteSummary summary = await WriteAsync(
            Narrow, options, Enumerable.Range(0, 100).Reverse().Select(id => new object?[] { (long)id, $"n{id + 1}" }), First);

        Assert.Equal((100L, 0L), (summary.Rows, summary.DeadLetters));
        Assert.Equal(100L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE name = 'n' || id + 1"));

        // One for all rows, and then one for each, not for each half.
        Assert.Equal(1 + 1 + 100, await ScalarAsync<long>($"SELECT last_value FROM {Table("statements")}"));
    }

    [Fact]
    public async Task FlushAsync_NullInAKey_IsPutAsideWithItsColumn()
    {
        await CreateAsync(Rules["check"]);

        await WriteAsync(Narrow, ToTable(WriteMode.Upsert), [[1L, "x"], [null, "y"], [3L, "z"]], First);

        Assert.Equal(["(1,x)", "(3,z)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
        Assert.Equal(["(2,23502,id)"], await RowsAsync($"SELECT row_number, sqlstate, column_name FROM {Table("dead")}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FlushAsync_RowsOfEveryShape_AreReadableDeadLetters(bool toTable)
    {
        SourceSchema schema = Schema(
            ("id", Of(SourceTypeKind.Int)),
            ("Doc", Of(SourceTypeKind.String)),
            ("tags", SourceType.ArrayOf(Of(SourceTypeKind.String))),
            ("none", SourceType.ArrayOf(Of(SourceTypeKind.Int))),
            ("bytes", Of(SourceTypeKind.Binary)),
            ("at", Of(SourceTypeKind.Timestamp)),
            ("ratio", Of(SourceTypeKind.Double)));
        await ExecuteAsync($"""
            CREATE TABLE {Table("t")} (id int CHECK (id < 0), "Doc" json, tags text[], none int[], bytes bytea, at timestamptz, ratio float8)
            """);
        using TemporaryFolder folder = new();
        LakebaseWriterOptions options = toTable ? ToTable(WriteMode.Insert) : ToFolder(WriteMode.Insert, folder);

        // What jsonb could not hold, and what is no JSON at all.
        object?[][] rows =
        [
            [1, "{\"a\":\n\"\\u0000\\ud800\"}", new object?[] { "x", null }, null, new byte[] { 1, 255 }, 0L, double.NaN],
            [-1, "no\u2028JSON", Array.Empty<object?>(), new object?[] { 5 }, null, null, null],
        ];
        WriteSummary summary = await WriteAsync(schema, options, rows, First);

        Assert.Equal((0L, 2L), (summary.Rows, summary.DeadLetters));
        JsonElement[] payloads = toTable
            ? [.. (await ScalarAsync<string[]>($"SELECT array_agg(payload::text ORDER BY row_number) FROM {Table("dead")}")).Select(Parse)]
            : [.. ReadLines(folder).Select(line => line.GetProperty("payload"))];
        Assert.Equal(
            """{"id":1,"Doc":"{\"a\":\n\"\\u0000\\ud800\"}","tags":["x",null],"none":null,"bytes":"\\x01ff","ratio":"NaN"}""",
            Known(payloads[0]));
        Assert.Equal(
            $$"""{"id":-1,"Doc":"no{{'\u2028'}}JSON","tags":[],"none":[5],"bytes":null,"ratio":null}""", Known(payloads[1]));

        // The server writes an instant in its session's time zone.
        static string Known(JsonElement payload) => $"{{{string.Join(',', payload.EnumerateObject().Where(member => member.Name != "at")
            .Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"))}}}";
    }

    [Fact]
    public async Task FlushAsync_ToAFolder_WritesPrivateLinesOfJson()
    {
        await CreateAsync(Rules["check"]);
        using TemporaryFolder folder = new();
        LakebaseWriterOptions options = ToFolder(WriteMode.Upsert, folder);
        options.BatchSize = 10;

        await WriteAsync(Narrow, options, Rows(Rules["check"], 40, [5, 17, 18]), First);
        await WriteAsync(Narrow, options, Rows(Rules["check"], 40, []), First with { Epoch = 8 });

        JsonElement[] lines = ReadLines(folder);
        Assert.Equal([6, 18, 19], lines.Select(line => line.GetProperty("row_number").GetInt32()));
        string[] facts = ["target_table", "query_id", "partition_id", "epoch", "sqlstate"];
        Assert.All(
            lines, line => Assert.Equal($"{SchemaName}.t q 3 7 23514", string.Join(' ', facts.Select(fact => line.GetProperty(fact)))));
        Assert.All(lines, line => Assert.Equal("bad", line.GetProperty("payload").GetProperty("name").GetString()));
        Assert.DoesNotContain("bad", lines[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        string file = Assert.Single(Directory.GetFiles(options.DeadLetterFolder!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task FlushAsync_ServerStopsTheIsolationHalfWay_WritesNoRowTwice()
    {
        // The 100th row that is put aside is in a later transaction than the first; there the server has once had enough.
        await CreateAsync(Rules["check"]);
        await ExecuteAsync($"""
            ALTER TABLE {Table("t")} DROP CONSTRAINT t_pkey;
            CREATE SEQUENCE {Table("tries")};
            CREATE FUNCTION {Table("stop")}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('{Table("tries")}') = 1 THEN RAISE EXCEPTION 'stopped' USING ERRCODE = '57014'; END IF; RETURN NEW;
            END $$;
            CREATE TRIGGER stop BEFORE INSERT ON {Table("t")} FOR EACH ROW WHEN (NEW.id = 999) EXECUTE FUNCTION {Table("stop")}()
            """);
        int[] bad = [.. Enumerable.Range(0, 100).Select(i => i * 10)];

        WriteSummary summary = await WriteAsync(Narrow, ToTable(WriteMode.Insert), Rows(Rules["check"], Many, bad), First);

        Assert.Equal((900L, 100L), (summary.Rows, summary.DeadLetters));
        Assert.Equal(["(900,900)"], await RowsAsync($"SELECT count(*), count(DISTINCT id) FROM {Table("t")}"));
        Assert.Equal(["(100,100)"], await RowsAsync($"SELECT count(*), count(DISTINCT row_number) FROM {Table("dead")}"));
    }

    [Fact]
    public async Task OpenAsync_FolderThatCannotBe_NamesTheOption()
    {
        await CreateAsync(Rules["check"]);
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["file"], "");
        LakebaseWriterOptions options = ToFolder(WriteMode.Insert, folder);
        options.DeadLetterFolder = folder["file"];

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, [], First));

        Assert.Contains("DeadLetterFolder", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteMode.Insert, true)]
    [InlineData(WriteMode.Insert, false)]
    [InlineData(WriteMode.Upsert, true)]
    public async Task FlushAsync_WithALedger_RowsPutAsideCountAsDoneWhateverBecomesOfTheCommitsAnswer(WriteMode mode, bool arrives)
    {
        await CreateAsync(Rules["check"]);
        LakebaseWriterOptions options = ToTable(mode);
        options.LedgerTable = Table("ledger");
        options.BatchSize = 10;
        await using TappedLine line = new(ConnectionString);
        (options.Host, options.Port) = ("127.0.0.1", line.Port);

        // Only a transaction that isolates rows has a COMMIT of its own here.
        line.BreakAt("COMMIT", arrives, times: 2);

        WriteSummary summary = await WriteAsync(Narrow, options, Rows(Rules["check"], 40, [5, 17, 18]), First);
        WriteSummary again = await WriteAsync(Narrow, options, Rows(Rules["check"], 40, [5, 17, 18]), First);

        Assert.Equal(0, line.LeftToBreak);
        Assert.Equal((37L, 3L, 0L), (summary.Rows, summary.DeadLetters, summary.ReplayedRows));
        Assert.Equal((0L, 0L, 40L), (again.Rows, again.DeadLetters, again.ReplayedRows));
        Assert.Equal(37L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(["(6)", "(18)", "(19)"], await RowsAsync($"SELECT row_number FROM {Table("dead")} ORDER BY row_number"));
    }

    private async Task CreateAsync(Rule rule)
    {
        string[] names = [Table("t"), Table("names"), Table("mood"), Table("refuse")];
        await ExecuteAsync($"CREATE TABLE {Table("names")} (name text PRIMARY KEY); INSERT INTO {Table("names")} VALUES ('good')");
        await ExecuteAsync($"CREATE TYPE {Table("mood")} AS ENUM ('good')");
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name {string.Format(null, rule.Definition, names)})");
        await ExecuteAsync(string.Format(null, rule.Before, names));
    }

    /// <summary>Counts the statements that insert, those that are rolled back included, as a sequence does.</summary>
    private Task CountStatementsAsync() => ExecuteAsync($"""
        CREATE SEQUENCE {Table("statements")};
        CREATE FUNCTION {Table("count")}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM nextval('{Table("statements")}'); RETURN NULL;
        END $$;
        CREATE TRIGGER count BEFORE INSERT ON {Table("t")} FOR EACH STATEMENT EXECUTE FUNCTION {Table("count")}()
        """);

    private static IEnumerable<object?[]> Rows(Rule rule, int count, int[] bad) =>
        Enumerable.Range(0, count).Select(id => new object?[] { (long)id, bad.Contains(id) ? rule.Bad : rule.Good(id) });

    private LakebaseWriterOptions ToTable(WriteMode mode)
    {
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.DeadLetterTable = Table("dead");

        // All rows of a test in one batch, on a slow machine too.
        options.BatchInterval = TimeSpan.FromMinutes(1);
        return options;
    }

    private LakebaseWriterOptions ToFolder(WriteMode mode, TemporaryFolder folder)
    {
        LakebaseWriterOptions options = ToTable(mode);
        (options.DeadLetterTable, options.DeadLetterFolder) = (null, folder["dead"]);
        return options;
    }

    private static JsonElement[] ReadLines(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder["dead"]).SelectMany(File.ReadAllLines).Select(Parse)];

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>A rule about names, and a name that breaks it.</summary>
    private sealed record Rule(string Definition, string? Bad, string SqlState)
    {
        public string Before { get; init; } = "SELECT";

        public Func<int, string> Good { get; init; } = _ => "good";
    }
}
