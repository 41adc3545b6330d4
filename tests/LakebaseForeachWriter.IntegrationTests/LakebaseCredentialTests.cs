using Lakebase.Schema;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>A workspace that hands out passwords, and a server whose role has exactly the newest of them.</summary>
public sealed class LakebaseCredentialTests : WriterTest
{
    private static readonly SourceSchema Narrow = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    private readonly FakeWorkspace _workspace = new();
    private readonly string _role = $"someone-{Guid.NewGuid():N}@example.com";
    private int _tokens;

    public LakebaseCredentialTests(PostgresFixture postgres)
        : base(postgres)
    {
        Releases.Add(_workspace);
    }

    [Fact]
    public async Task CompleteAsync_LakebaseName_AddressRoleAndPasswordComeFromTheWorkspace()
    {
        LakebaseWriterOptions options = await PrepareAsync();

        await WriteAsync(Narrow, options, [[1L, "x"]]);

        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(1, _workspace.Count("credentials"));
    }

    [Fact]
    public async Task CompleteAsync_ProvisionedInstance_Writes()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        _workspace.Projects.Clear();
        _workspace.Instances["shop"] = Server.Host!;

        await WriteAsync(Narrow, options, [[1L, "x"]]);

        Assert.Equal(1, _workspace.Count("/database/credentials"));
    }

    [Fact]
    public async Task OpenAsync_ManyPartitions_ShareOneCredentialAndOneLookup()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        options.MaxConnections = 8;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(partition =>
            WriteAsync(Narrow, options, [[(long)partition, "x"]], new WriterContext { Partition = partition })));

        Assert.Equal(16, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal((1, 1), (_workspace.Count("credentials"), _workspace.Count("/endpoints")));
    }

    [Fact]
    public async Task CompleteAsync_PasswordReplacedMidRun_IsFetchedOnceMoreAndNothingIsLost()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        await WriteAsync(Narrow, options, [[1L, "x"]]);
        await RotateAsync();
        await EndSessionsAsync();

        WriteSummary summary = await WriteAsync(Narrow, options, [[2L, "y"]], new WriterContext { Epoch = 1 });

        Assert.Equal(1, summary.Rows);
        Assert.Equal(2, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
        Assert.Equal(2, _workspace.Count("credentials"));
    }

    [Fact]
    public async Task CompleteAsync_WorkspaceGivesOnlyRefusedPasswords_FailsAfterOneMore()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        await WriteAsync(Narrow, options, [[1L, "x"]]);
        await SetPasswordAsync("somebody else's");
        await EndSessionsAsync();

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(
            () => WriteAsync(Narrow, options, [[2L, "y"]], new WriterContext { Epoch = 1 }));

        Assert.Equal("28P01", failed.SqlState);
        Assert.DoesNotContain("token-", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _workspace.Count("credentials"));
    }

    [Fact]
    public async Task CompleteAsync_WorkspaceIsDown_OpenConnectionsGoOnWriting()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        await WriteAsync(Narrow, options, [[1L, "x"]]);
        await _workspace.DisposeAsync();

        await WriteAsync(Narrow, options, [[2L, "y"]], new WriterContext { Epoch = 1 });

        Assert.Equal(2, await ScalarAsync<long>($"SELECT count(*) FROM {Table("t")}"));
    }

    [Fact]
    public async Task OpenAsync_NoSuchDatabase_SaysSoAtOnce()
    {
        LakebaseWriterOptions options = await PrepareAsync();
        options.LakebaseName = "another";

        LakebaseWriteException failed = await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Narrow, options, [[1L, "x"]]));

        Assert.Contains("no Lakebase project or database instance 'another'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, failed.Attempts);
        Assert.DoesNotContain(FakeWorkspace.Token, failed.ToString(), StringComparison.Ordinal);
    }

    private NpgsqlConnectionStringBuilder Server => new(ConnectionString);

    private async Task<LakebaseWriterOptions> PrepareAsync()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        await ExecuteAsync($"CREATE ROLE {SqlIdentifier.Quote(_role)} LOGIN");
        await ExecuteAsync($"GRANT USAGE ON SCHEMA {SchemaName} TO {SqlIdentifier.Quote(_role)}");
        await ExecuteAsync($"GRANT ALL ON TABLE {Table("t")} TO {SqlIdentifier.Quote(_role)}");
        await RotateAsync();
        _workspace.Projects["shop"] = [("primary", "ENDPOINT_TYPE_READ_WRITE", Server.Host!)];
        _workspace.NextCredential = () => ($"token-{_tokens}", DateTimeOffset.UtcNow.AddHours(1));
        LakebaseWriterOptions options = Options("t");
        options.ConnectionString = null;
        options.LakebaseName = "shop";
        options.Port = Server.Port;
        options.Database = Server.Database;
        options.Username = _role;
        options.DatabricksHost = _workspace.Address.AbsoluteUri;
        options.DatabricksToken = FakeWorkspace.Token;
        return options;
    }

    private Task RotateAsync() => SetPasswordAsync($"token-{++_tokens}");

    private Task SetPasswordAsync(string password) =>
        ExecuteAsync($"ALTER ROLE {SqlIdentifier.Quote(_role)} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");

    private Task EndSessionsAsync() => ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_role}'");
}
