using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

public sealed class ConflictTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Automatic, "unnest-insert")]
    [InlineData(WriteMode.Insert, WritePath.Staged, "staged-insert")]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic, "staged-insert")]
    public async Task Insert_DoNothingOnConflict_LeavesOutRowsOfExistingKeys(WriteMode mode, WritePath wanted, string path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"INSERT INTO {Table("t")} VALUES (1, 'there')");
        LakebaseWriterOptions options = Options("t", mode);
        options.OnConflict = ConflictAction.DoNothing;
        options.WritePath = wanted;

        WriteSummary summary = await WriteAsync(Narrow, options, [[1L, "late"], [2L, "first"], [2L, "second"]]);

        Assert.Equal(path, summary.Path);
        Assert.Equal(["(1,there)", "(2,first)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_ChangeDataFeed_FollowsTheTableItCameFrom(WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"INSERT INTO {Table("t")} VALUES (1, 'old'), (2, 'gone')");
        SourceSchema feed = new([.. Narrow.Columns,
            new SourceColumn("_change_type", Of(SourceTypeKind.String)),
            new SourceColumn("_commit_version", Of(SourceTypeKind.Long)),
            new SourceColumn("_commit_timestamp", Of(SourceTypeKind.Timestamp))]);
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.OperationColumn = "_change_type";
        options.WritePath = path;

        await WriteAsync(feed, options,
        [
            [1L, "new", "update_postimage", 1L, 0L],
            [1L, "old", "update_preimage", 1L, 0L],
            [2L, "gone", "delete", 1L, 0L],
            [3L, "added", "insert", 2L, 0L],
            [4L, "brief", "insert", 2L, 0L],
            [4L, "brief", "delete", 3L, 0L],
        ]);

        Assert.Equal(["(1,new)", "(3,added)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Fact]
    public async Task Upsert_SkipUnchanged_LeavesUnchangedRowsAlone()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name json)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.SkipUnchanged = true;
        await WriteAsync(Narrow, options, [[1L, "1"], [2L, "2"]]);
        string before = await ScalarAsync<string>($"SELECT string_agg(ctid::text, ' ' ORDER BY id) FROM {Table("t")}");

        await WriteAsync(Narrow, options, [[1L, "1"], [2L, "3"]]);

        string after = await ScalarAsync<string>($"SELECT string_agg(ctid::text, ' ' ORDER BY id) FROM {Table("t")}");
        Assert.Equal(before.Split(' ')[0], after.Split(' ')[0]);
        Assert.NotEqual(before.Split(' ')[1], after.Split(' ')[1]);
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_KeysEqualForTheServerOnly_KeepsTheLast(WritePath path)
    {
        string collation = $"\"{SchemaName}\".ignoring_case";
        await ExecuteAsync($"CREATE COLLATION {collation} (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        await ExecuteAsync($"CREATE TABLE {Table("t")} (name text COLLATE {collation} PRIMARY KEY, id bigint)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "name");
        options.WritePath = path;

        await WriteAsync(Narrow, options, [[1L, "b"], [2L, "B"], [3L, "a"], [4L, "b"]]);

        Assert.Equal(["(a,3)", "(b,4)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_IndexOfAnotherCollationThanItsColumn_IsWrittenRowByRow(WritePath path)
    {
        string collation = $"\"{SchemaName}\".ignoring_case";
        await ExecuteAsync($"CREATE COLLATION {collation} (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        await ExecuteAsync($"CREATE TABLE {Table("t")} (name text, id bigint)");
        await ExecuteAsync($"CREATE UNIQUE INDEX ON {Table("t")} (name COLLATE {collation})");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "name");
        options.WritePath = path;

        await WriteAsync(Narrow, options, [[1L, "b"], [2L, "B"], [3L, "a"], [4L, "b"]]);

        Assert.Equal(["(a,3)", "(b,4)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Fact]
    public async Task Upsert_MoreStatementsThanOneMessageTakes_AreOneTransaction()
    {
        string collation = $"\"{SchemaName}\".ignoring_case";
        await ExecuteAsync($"CREATE COLLATION {collation} (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        await ExecuteAsync($"CREATE TABLE {Table("t")} (name text, id bigint)");
        await ExecuteAsync($"CREATE UNIQUE INDEX ON {Table("t")} (name COLLATE {collation})");

        await WriteAsync(
            Narrow,
            Options("t", WriteMode.Upsert, "name"),
            Enumerable.Range(0, 1_000).Select(i => new object?[] { (long)i, $"{(i < 500 ? 'a' : 'A')}{i % 500}" }));

        Assert.Equal(["(500,500,1)"], await RowsAsync(
            $"SELECT count(*), min(id), count(DISTINCT xmin::text) FROM {Table("t")}"));
    }

    [Fact]
    public async Task Upsert_PartialIndexByName_InsertsWhatLiesOutsideIt()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint, name text)");
        await ExecuteAsync($"CREATE UNIQUE INDEX only_named ON {Table("t")} (id) WHERE name IS NOT NULL");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");

        await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Narrow, options, [[1L, "a"]]));
        options.ConflictIndex = "only_named";
        await WriteAsync(Narrow, options, [[1L, "a"], [1L, "b"], [1L, null], [1L, null]]);

        Assert.Equal(["(1,b)", "(1,)", "(1,)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY name"));
    }

    [Theory]
    [InlineData(WriteMode.Insert, WritePath.Automatic)]
    [InlineData(WriteMode.BulkInsert, WritePath.Automatic)]
    [InlineData(WriteMode.Upsert, WritePath.Unnest)]
    [InlineData(WriteMode.Upsert, WritePath.Staged)]
    public async Task Write_IdentityThatIsAlwaysGenerated_TakesTheRowsValues(WriteMode mode, WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", mode, mode == WriteMode.Upsert ? ["id"] : []);
        options.WritePath = path;

        await WriteAsync(Narrow, options, [[41L, "x"], [42L, "y"]]);

        Assert.Equal(["(41,x)", "(42,y)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY id"));
    }

    [Theory]
    [InlineData(WritePath.Unnest)]
    [InlineData(WritePath.Staged)]
    public async Task Upsert_OddNames_AreQuoted(WritePath path)
    {
        string[] names = ["select", "Odd \"Name", "größe ☃", new string('x', 63), "excluded"];
        string table = "Table \"of\" target";
        await ExecuteAsync($"CREATE TABLE {Table(table)} ({string.Join(", ", names.Select(name => $"{SqlIdentifier.Quote(name)} text"))}, "
            + $"PRIMARY KEY ({SqlIdentifier.Quote(names[0])}, {SqlIdentifier.Quote(names[1])}))");
        SourceSchema schema = Schema([.. names.Select(name => (name, Of(SourceTypeKind.String))), ("op", Of(SourceTypeKind.String))]);
        LakebaseWriterOptions options = Options(table, WriteMode.Upsert, names[0], names[1]);
        options.WritePath = path;
        options.CoalesceColumns = [names[2]];
        options.VersionColumn = names[3];
        options.OperationColumn = "op";
        options.SkipUnchanged = true;

        await WriteAsync(schema, options, [["k", "l", "kept", "1", "a", "upsert"], ["k", "l", null, "2", "b", "upsert"], ["m", "n", "", "1", "", "delete"]]);

        Assert.Equal(["(k,l,kept,2,b)"], await RowsAsync($"SELECT * FROM {Table(table)}"));
    }

    [Fact]
    public async Task Insert_CopyIntoAnIdentityColumn_IsRefusedNamingIt()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint GENERATED ALWAYS AS IDENTITY, name text)");
        LakebaseWriterOptions options = Options("t");
        options.WritePath = WritePath.Copy;

        SchemaMismatchException refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Narrow, options, [[1L, "ok"]]));

        Assert.Contains("'id'", refused.Message, StringComparison.Ordinal);
    }
}
