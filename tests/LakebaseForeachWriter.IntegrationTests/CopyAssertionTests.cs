using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>A COPY in binary format says which types its rows were encoded for, since the server would take any eight bytes for eight others.</summary>
public sealed class CopyAssertionTests(PostgresFixture postgres) : WriterTest(postgres)
{
    /// <summary>Afterwards a session is warm, its round trip was measured, and a COPY goes without a question before.</summary>
    private const int EpochsUntilTheWayIsKnown = 3;

    private static readonly SourceSchema Numbers = Schema(("id", Of(SourceTypeKind.Long)), ("n", Of(SourceTypeKind.Long)));

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task CompleteAsync_ColumnRetypedToTheSameWidthBetweenTwoFlushes_WritesNoBytesOfTheOldType()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, n bigint)");
        LakebaseWriterOptions options = Options("t", WriteMode.BulkInsert);
        options.BatchSize = 1;
        await WarmUpAsync(options);
        await using LakebaseWriter writer = Writer(Numbers, options, _clock);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync([[1L, 11L]], Cancellation);
        await EventuallyAsync(async () => await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")} WHERE id > 0") == 1);
        await ExecuteAsync($"ALTER TABLE {Table("t")} ALTER COLUMN n TYPE double precision");

        // Time stands still: nobody looks at the table again.
        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(async () =>
        {
            await writer.AppendAsync([[2L, 22L]], Cancellation);
            await writer.CompleteAsync(Cancellation);
        });

        Assert.Contains("'n' (bigint) cannot go into 'n' (double precision)", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["(1,11)"], await RowsAsync($"SELECT * FROM {Table("t")} WHERE id > 0"));
    }

    [Theory]
    [InlineData(WriteMode.Insert)]
    [InlineData(WriteMode.BulkInsert)]
    public async Task CompleteAsync_RoleThatMayOnlyInsert_Writes(WriteMode mode)
    {
        await using Role role = await RoleAsync("INSERT");
        LakebaseWriterOptions options = Options(role, mode);
        options.WritePath = WritePath.Copy;

        await EpochAsync(options, id: 1);

        Assert.Equal(["(1,11)"], await RowsAsync($"SELECT * FROM {Table("t")}"));
    }

    [Fact]
    public async Task CompleteAsync_SelectRevokedBetweenEpochs_GoesOn()
    {
        await using Role role = await RoleAsync("INSERT, SELECT");
        LakebaseWriterOptions options = Options(role, WriteMode.BulkInsert);
        await WarmUpAsync(options);
        await ExecuteAsync($"REVOKE SELECT ON {Table("t")} FROM {role.Name}");

        await EpochAsync(options, id: 1);

        Assert.Equal(["(1,11)"], await RowsAsync($"SELECT * FROM {Table("t")} WHERE id > 0"));
    }

    [Fact]
    public async Task CompleteAsync_InsertRevokedBetweenEpochs_SaysThatThePrivilegeIsMissing()
    {
        await using Role role = await RoleAsync("INSERT, SELECT");
        LakebaseWriterOptions options = Options(role, WriteMode.BulkInsert);
        await WarmUpAsync(options);
        await ExecuteAsync($"REVOKE INSERT ON {Table("t")} FROM {role.Name}");

        LakebaseWriteException refused = await Assert.ThrowsAsync<LakebaseWriteException>(() => EpochAsync(options, id: 1));

        Assert.Equal("42501", refused.SqlState);
        Assert.Contains("Grant INSERT on the table", refused.Message, StringComparison.Ordinal);
    }

    // A role of the test's own, and the table that it has the rights on.
    private async Task<Role> RoleAsync(string rights)
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, n bigint)");
        Role role = new($"r{Guid.NewGuid():N}", "secret", name => ExecuteAsync($"DROP OWNED BY {name}; DROP ROLE {name}"));
        await ExecuteAsync($"CREATE ROLE {role.Name} LOGIN PASSWORD '{role.Password}'; GRANT USAGE ON SCHEMA {SchemaName} TO {role.Name}");
        await ExecuteAsync($"GRANT {rights} ON {Table("t")} TO {role.Name}");
        return role;
    }

    private LakebaseWriterOptions Options(Role role, WriteMode mode)
    {
        LakebaseWriterOptions options = Options("t", mode);
        (options.Username, options.Password) = (role.Name, role.Password);
        return options;
    }

    // Rows with the keys 0, -1, …
    private async Task WarmUpAsync(LakebaseWriterOptions options)
    {
        for (int i = 0; i < EpochsUntilTheWayIsKnown; i++)
        {
            await EpochAsync(options, -i);
        }
    }

    private async Task EpochAsync(LakebaseWriterOptions options, long id)
    {
        await using LakebaseWriter writer = Writer(Numbers, options, _clock);
        await writer.OpenAsync(new WriterContext(), Cancellation);
        await writer.AppendAsync([[id, 11 * id]], Cancellation);
        await writer.CompleteAsync(Cancellation);
    }

    private sealed record Role(string Name, string Password, Func<string, Task> DropAsync) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await DropAsync(Name);
    }
}
