using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Upserts over unique indexes that are no plain primary key.</summary>
public sealed class ConflictIndexTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Users = Schema(
        ("email", Of(SourceTypeKind.String)), ("n", Of(SourceTypeKind.Int)), ("op", Of(SourceTypeKind.String)));

    public static TheoryData<WritePath> Paths => [WritePath.Unnest, WritePath.Staged];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Upsert_IndexOverAnExpression_TellsKeysApartAsTheIndexDoes(WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (email text, n int)");
        await ExecuteAsync($"CREATE UNIQUE INDEX by_lower ON {Table("t")} (lower(email))");
        await ExecuteAsync($"INSERT INTO {Table("t")} VALUES ('Ann@x', 0), ('Bob@x', 0), ('Cid@x', 0)");
        LakebaseWriterOptions options = UsersOptions(path, "by_lower", "email");

        await WriteAsync(Users, options,
            [["ann@X", 1, ""], ["ANN@x", 2, ""], ["bob@x", 3, "delete"], ["Dan@x", 4, ""], ["dan@x", 5, ""], ["DAN@x", 6, ""]]);

        Assert.Equal(["(Ann@x,2)", "(Cid@x,0)", "(Dan@x,6)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY lower(email)"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Upsert_IndexOverColumnsAndExpressions_HasAllOfThemAsKey(WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (\"Ten ant\" int, email varchar(20), n int, v int)");
        await ExecuteAsync($"CREATE UNIQUE INDEX odd ON {Table("t")} (\"Ten ant\", (lower(email) || '!'), (\"Ten ant\" % 2))");
        SourceSchema schema = Schema(
            ("Ten ant", Of(SourceTypeKind.Int)), ("email", Of(SourceTypeKind.String)), ("n", Of(SourceTypeKind.Int)),
            ("v", Of(SourceTypeKind.Int)), ("op", Of(SourceTypeKind.String)));
        LakebaseWriterOptions options = UsersOptions(path, "odd", "email", "Ten ant");
        options.VersionColumn = "v";

        await WriteAsync(schema, options, [[1, "a", 1, 1, ""], [1, "A", 2, 2, ""], [2, "a", 3, 1, ""], [3, "c", 4, 5, ""]]);
        await WriteAsync(schema, options, [[1, "A", 5, 1, ""], [2, "A", 6, 2, "delete"], [3, "C", 7, 4, "delete"]]);

        Assert.Equal(["(1,a,2,2)", "(3,c,4,5)"], await RowsAsync($"SELECT * FROM {Table("t")} ORDER BY 1"));
    }

    [Fact]
    public async Task Upsert_ExpressionIndexUnnamedOrOfOtherColumns_IsRefusedByName()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (email text, n int)");
        await ExecuteAsync($"CREATE UNIQUE INDEX by_lower ON {Table("t")} (lower(email))");
        LakebaseWriterOptions options = UsersOptions(WritePath.Automatic, null, "email");

        SchemaMismatchException unnamed = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Users, options, []));
        (options.ConflictIndex, options.PrimaryKeys) = ("by_lower", ["n"]);
        SchemaMismatchException others = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Users, options, []));

        Assert.Contains("lower(email)", unnamed.Message, StringComparison.Ordinal);
        Assert.Contains("'by_lower' covers (email)", others.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Upsert_PartialIndexOverAnExpressionByName_LeavesRowsOutsideItAlone(WritePath path)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (email text, n int)");
        await ExecuteAsync($"CREATE UNIQUE INDEX positive ON {Table("t")} (lower(email)) WHERE n > 0");
        LakebaseWriterOptions options = UsersOptions(path, "positive", "email");
        options.OperationColumn = null;
        SourceSchema schema = new([.. Users.Columns.Take(2)]);

        await WriteAsync(schema, options, [["a", 1], ["A", 2], ["a", 0], ["A", 0]]);

        Assert.Equal(["(A,0)", "(a,0)", "(a,2)"], (await RowsAsync($"SELECT * FROM {Table("t")}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upsert_DeferrableConstraint_IsRefusedByName()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (email text CONSTRAINT late UNIQUE DEFERRABLE, n int)");
        foreach (string? index in (string?[])[null, "late"])
        {
            LakebaseWriterOptions options = UsersOptions(WritePath.Automatic, index, "email");

            SchemaMismatchException refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => WriteAsync(Users, options, []));

            Assert.Contains("'late' is deferrable", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Upsert_NullInAKey_IsADataErrorUnlessTheIndexSaysNullsAreNotDistinct(WritePath path)
    {
        if (await ScalarAsync<int>("SELECT current_setting('server_version_num')::int") < 150_000)
        {
            Assert.Skip("NULLS NOT DISTINCT came with PostgreSQL 15.");
        }

        await ExecuteAsync($"CREATE TABLE {Table("t")} (email text, n int)");
        await ExecuteAsync($"CREATE UNIQUE INDEX plain ON {Table("t")} (email)");
        LakebaseWriterOptions options = UsersOptions(path, null, "email");

        LakebaseWriteException refused =
            await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Users, options, [["a", 1, ""], [null, 2, ""]]));
        Assert.Contains("Key column 'email' is null", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync($"SELECT * FROM {Table("t")}"));

        await ExecuteAsync($"DROP INDEX {Table("plain")}; CREATE UNIQUE INDEX equal_nulls ON {Table("t")} (email) NULLS NOT DISTINCT");
        await ExecuteAsync($"ALTER TABLE {Table("t")} ADD COLUMN more int");
        await WriteAsync(Users, options, [["a", 1, ""], [null, 2, ""], [null, 3, ""]]);
        await WriteAsync(Users, options, [[null, 4, ""], ["a", 5, "delete"]]);
        Assert.Equal(["(,4)"], await RowsAsync($"SELECT email, n FROM {Table("t")}"));
        await WriteAsync(Users, options, [[null, 4, "delete"]]);
        Assert.Empty(await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    private LakebaseWriterOptions UsersOptions(WritePath path, string? index, params string[] keys)
    {
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, keys);
        (options.WritePath, options.ConflictIndex, options.OperationColumn) = (path, index, "op");
        return options;
    }
}
