using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>The server stops a statement (57014) that nobody of ours cancelled. A trigger does it by the number of rows, so no clock
/// decides.</summary>
public sealed class ServerTimeoutTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task FlushAsync_ServerStopsTheBatch_WritesEachHalfOnce(WriteMode mode)
    {
        await CreateTableAsync("t", mostRows: 5);

        WriteSummary summary = await WriteAsync(Narrow, Options(mode), Rows(9));

        Assert.Equal(9, summary.Rows);
        Assert.Equal(9L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    [InlineData(WriteMode.Upsert)]
    public async Task FlushAsync_ServerStopsTheHalfToo_FailsAndNamesTheSetting(WriteMode mode)
    {
        await CreateTableAsync("t", mostRows: 3);

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, Options(mode), Rows(9)));

        Assert.Equal("57014", failed.SqlState);
        Assert.Equal(2, failed.Attempts);
        Assert.Contains("statement_timeout", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task FlushAsync_ServerStopsTheSecondHalfOnly_CountsOnlyTheRowsThatAreMissing()
    {
        await CreateTableAsync("t", mostRows: 4);

        LakebaseWriteException failed =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, Options(WriteMode.Insert), Rows(9)));

        Assert.Equal(5, failed.RowsInBatch);
        Assert.Equal(4L, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    private LakebaseWriterOptions Options(WriteMode mode) => mode == WriteMode.Upsert ? Options("t", mode, "id") : Options("t", mode);

    private static IEnumerable<object?[]> Rows(int count) => Enumerable.Range(0, count).Select(id => new object?[] { (long)id, "x" });

    private async Task CreateTableAsync(string name, int mostRows)
    {
        await ExecuteAsync($"CREATE TABLE {Table(name)} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync(
            $"""
            CREATE FUNCTION {Table("stop")}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT count(*) FROM written) > {mostRows} THEN
                    RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';
                END IF;
                RETURN NULL;
            END $$
            """);
        await ExecuteAsync(
            $"""
            CREATE TRIGGER stop AFTER INSERT ON {Table(name)} REFERENCING NEW TABLE AS written
            FOR EACH STATEMENT EXECUTE FUNCTION {Table("stop")}()
            """);
    }
}
