using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>
/// An upsert into a table that was empty inserts plainly, which costs the server far less, until the first key is there already. What the
/// table ends up with is the same.
/// </summary>
public sealed class EmptyTableTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task CompleteAsync_KeysAreNew_InsertsPlainly(int rows)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");

        WriteSummary first = await WriteAsync(Narrow, Options(rows), Rows(0, rows, "a"));
        WriteSummary second = await WriteAsync(Narrow, Options(rows), Rows(rows, rows, "b"));

        // Which of them depends on the round trip that was measured.
        Assert.All([first.Path, second.Path], path => Assert.Contains(path, (string[])["unnest-insert", "copy"]));
        Assert.Equal([$"(a,{rows})", $"(b,{rows})"], await RowsAsync($"SELECT name, count(*) FROM {Table("t")} GROUP BY 1 ORDER BY 1"));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(25_000, false)]
    [InlineData(100, true)]
    [InlineData(25_000, true)]
    public async Task CompleteAsync_KeyIsThereAfterAll_IsOverwrittenAndSoIsAllThatFollows(int rows, bool withLedger)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(rows);
        options.LedgerTable = withLedger ? Table("ledger") : null;
        await WriteAsync(Narrow, options, Rows(0, rows, "a"), Epoch(0));

        WriteSummary second = await WriteAsync(Narrow, options, Rows(rows - 1, rows, "b"), Epoch(1));
        WriteSummary third = await WriteAsync(Narrow, options, Rows((2 * rows) - 1, rows, "c"), Epoch(2));

        Assert.All([second.Path, third.Path], path => Assert.EndsWith("-upsert", path, StringComparison.Ordinal));
        Assert.Equal((rows, rows), ((int)second.Rows, (int)third.Rows));
        Assert.Equal(
            [$"(a,{rows - 1})", $"(b,{rows})", $"(c,{rows})"], await RowsAsync($"SELECT name, count(*) FROM {Table("t")} GROUP BY 1 ORDER BY 1"));
    }

    [Fact]
    public async Task CompleteAsync_KeyWasDroppedMeanwhile_FailsInsteadOfDoublingRows()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await WriteAsync(Narrow, Options(10), Rows(0, 10, "a"));
        await ExecuteAsync($"ALTER TABLE {Table("t")} DROP CONSTRAINT t_pkey");

        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(Narrow, Options(10), Rows(0, 10, "b")));

        Assert.Equal(10, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_NewerRowIsThereAfterAll_KeepsIt()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, version bigint, name text)");
        SourceSchema schema = Schema(("id", Of(SourceTypeKind.Long)), ("version", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));
        LakebaseWriterOptions options = Options(10);
        options.VersionColumn = "version";
        await WriteAsync(schema, options, [[1L, 5L, "new"], [1L, 4L, "old"], [2L, 1L, "x"]]);

        await WriteAsync(schema, options, [[1L, 4L, "late"], [2L, 2L, "y"], [3L, 1L, "z"]]);

        Assert.Equal(["(1,5,new)", "(2,2,y)", "(3,1,z)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Fact]
    public async Task CompleteAsync_DeletesAndWrites_AreNoPlainInsert()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        SourceSchema schema = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)), ("op", Of(SourceTypeKind.String)));
        LakebaseWriterOptions options = Options(10);
        options.OperationColumn = "op";
        options.DeleteOperations = ["delete"];

        await WriteAsync(schema, options, [[1L, "a", "insert"], [2L, "b", "insert"]]);
        WriteSummary mixed = await WriteAsync(schema, options, [[1L, "a", "delete"], [3L, "c", "insert"]]);

        Assert.Equal("unnest-upsert", mixed.Path);
        Assert.Equal(["(2,b)", "(3,c)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [InlineData("INSERT INTO {0} VALUES (-1, 'old')", "unnest-upsert")]
    [InlineData("CREATE TRIGGER seen BEFORE UPDATE ON {0} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "unnest-upsert")]
    [InlineData("ALTER TABLE {0} ENABLE ROW LEVEL SECURITY", "unnest-upsert")]
    [InlineData("CREATE UNIQUE INDEX partial_key ON {0} (id) WHERE id > 0", "unnest-upsert")]
    [InlineData("COMMENT ON TABLE {0} IS 'none of them'", "unnest-insert")]
    public async Task CompleteAsync_RowsTriggersPoliciesOrAPartialIndex_AreUpsertedFromTheFirst(string change, string path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, Table("t")));

        LakebaseWriterOptions options = Options(10);
        options.ConflictIndex = change.Contains("partial_key", StringComparison.Ordinal) ? "partial_key" : null;

        WriteSummary summary = await WriteAsync(Narrow, options, Rows(1, 10, "a"));

        Assert.Equal(path, summary.Path);
        Assert.Equal(10, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE name = 'a'"));
    }

    [Theory]
    [InlineData(WritePath.Unnest, "unnest-upsert")]
    [InlineData(WritePath.Staged, "staged-upsert")]
    public async Task CompleteAsync_PathIsNamed_IsTakenFromTheFirst(WritePath wanted, string path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options(10);
        options.WritePath = wanted;

        Assert.Equal(path, (await WriteAsync(Narrow, options, Rows(1, 10, "a"))).Path);
    }

    private LakebaseWriterOptions Options(int batchSize)
    {
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = batchSize;
        options.BatchInterval = TimeSpan.FromMinutes(1);
        return options;
    }

    private static WriterContext Epoch(long epoch) => new() { QueryId = "q", Epoch = epoch };

    private static IEnumerable<object?[]> Rows(int from, int count, string name) =>
        Enumerable.Range(from, count).Select(id => new object?[] { (long)id, name });
}
