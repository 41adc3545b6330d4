using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>Two applications and one synced table.</summary>
public class RunLocksTests(PostgresFixture postgres)
{
    /// <summary>Milliseconds.</summary>
    private const int TestLimit = 60_000;

    [Fact]
    public async Task TakeAsync_AnotherApplicationRunsTheTable_IsRefusedUntilThatEnds()
    {
        await using SyncedTarget one = await SyncedTarget.CreateAsync(postgres);
        await using SyncedTarget other = await SyncedTarget.CreateAsync(postgres);
        TargetDatabase database = new(
            new LakebaseWriterOptions { ConnectionString = await postgres.GetConnectionStringAsync() }, TimeProvider.System);
        RunLocks locks = new(database);
        await using RunLocks others = new(other.Database);
        string target = one.Layout.Target.ToString();
        IAsyncDisposable held = await locks.TakeAsync(target, CancellationToken.None);

        SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(
            () => others.TakeAsync(target, CancellationToken.None).AsTask());
        await using (await others.TakeAsync(other.Layout.Target.ToString(), CancellationToken.None))
        {
            Assert.Contains("another application is running this synced table", refused.Message, StringComparison.Ordinal);
            Assert.True(refused.IsTransient);
        }

        await held.DisposeAsync();
        await (await others.TakeAsync(target, CancellationToken.None)).DisposeAsync();
        await locks.TakeAsync(target, CancellationToken.None);

        // An application that ends in the middle of a run; its session ends a moment later.
        await locks.DisposeAsync();
        await database.DisposeAsync();
        await Eventually.HoldsAsync(
            () => IsFreeAsync(others, target),
            TimeSpan.FromSeconds(10),
            () => "the lock is still held",
            TestContext.Current.CancellationToken);
    }

    private static async Task<bool> IsFreeAsync(RunLocks locks, string target)
    {
        try
        {
            await (await locks.TakeAsync(target, CancellationToken.None)).DisposeAsync();
            return true;
        }
        catch (SyncedTableException)
        {
            return false;
        }
    }

    [Fact]
    public async Task TakeAsync_ItsSessionWasEnded_TakesAnother()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await using RunLocks locks = new(target.Database);
        string name = target.Layout.Target.ToString();
        await using (await locks.TakeAsync(name, CancellationToken.None))
        {
            await target.Connection.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                + "AND (classid::bigint << 32 | objid::bigint) = hashtextextended('lakebase_sync ' || $1, 0)",
                CancellationToken.None,
                name);
        }

        // A session ends a moment after it was told to.
        await Eventually.HoldsAsync(
            () => IsFreeAsync(locks, name),
            TimeSpan.FromSeconds(10),
            () => "the lock is still held",
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TakeAsync_TheSameApplicationRunsTheTable_IsRefusedUntilThatEnds()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await using RunLocks locks = new(target.Database);
        string name = target.Layout.Target.ToString();
        await using (await locks.TakeAsync(name, CancellationToken.None))
        {
            SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(
                () => locks.TakeAsync(name, CancellationToken.None).AsTask());
            Assert.True(refused.IsTransient);
        }

        await (await locks.TakeAsync(name, CancellationToken.None)).DisposeAsync();
    }

    // The run would write its own definition down with its next commit.
    [Fact]
    public async Task CreateAsync_AnotherDefinitionWhileTheTableIsRun_IsRefusedUntilThatEnds()
    {
        LakebaseWriterOptions server = new() { ConnectionString = await postgres.GetConnectionStringAsync() };
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await using RunLocks run = new(target.Database);
        string schema = $"sync_{Guid.NewGuid():N}"[..16];
        await using SyncedTableEngine engine = new(server, new SyncedTablesOptions { MetadataSchema = schema });
        SyncedTableDefinition definition = new() { SourcePath = "/lake/t", Target = $"public.{schema}", PrimaryKeyColumns = ["id"] };
        try
        {
            await engine.CreateAsync(definition, TestContext.Current.CancellationToken);
            await using (await run.TakeAsync(definition.Target, CancellationToken.None))
            {
                await engine.CreateAsync(definition, TestContext.Current.CancellationToken);
                definition.SourcePath = "/lake/other";
                SyncedTableException refused = await Assert.ThrowsAsync<SyncedTableException>(
                    () => engine.CreateAsync(definition, TestContext.Current.CancellationToken));
                Assert.Contains("stop it, or wait for its end", refused.Message, StringComparison.Ordinal);
                Assert.Equal("/lake/t", (await FindAsync()).Definition.SourcePath);
            }

            await engine.CreateAsync(definition, TestContext.Current.CancellationToken);
            Assert.Equal("/lake/other", (await FindAsync()).Definition.SourcePath);
        }
        finally
        {
            await target.Connection.ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE", CancellationToken.None);
        }

        async Task<SyncedTableStatus> FindAsync() => (await engine.FindAsync(definition.Target, TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task Dispose_TheServerIsSilent_EndsAllTheSame()
    {
        NpgsqlConnectionStringBuilder settings = new(await postgres.GetConnectionStringAsync());
        await using FaultProxy proxy = new(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", proxy.Port);
        await using TargetDatabase database = Impatient(settings.ConnectionString);
        RunLocks locks = new(database);
        IAsyncDisposable held = await locks.TakeAsync("public.silent", CancellationToken.None);

        proxy.Freeze();

        await held.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await locks.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
    }

    // Where somebody waits without a limit, the connection that is silent cannot be given back either: the test's own limit ends that.
    [Fact(Timeout = TestLimit)]
    public async Task FindAsync_TheServerFallsSilent_EndsWithAnErrorThatCanPass()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        NpgsqlConnectionStringBuilder settings = new(await postgres.GetConnectionStringAsync());
        await using FaultProxy proxy = new(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", proxy.Port);
        await using TargetDatabase database = Impatient(settings.ConnectionString);
        await using DriverConnection connection = await database.OpenAsync(CancellationToken.None);
        await target.State.FindAsync(connection.Connection, "public.silent", CancellationToken.None);

        proxy.Freeze();

        NpgsqlException silent = await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => target.State.FindAsync(connection.Connection, "public.silent", CancellationToken.None).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.True(SyncedTableException.From("public.silent", "the run", silent).IsTransient);
    }

    [Fact(Timeout = TestLimit)]
    public async Task TakeAsync_TheServerFallsSilent_EndsWithAnErrorThatCanPass()
    {
        NpgsqlConnectionStringBuilder settings = new(await postgres.GetConnectionStringAsync());
        await using FaultProxy proxy = new(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", proxy.Port);
        await using TargetDatabase database = Impatient(settings.ConnectionString);
        await using RunLocks locks = new(database);
        await (await locks.TakeAsync("public.silent", CancellationToken.None)).DisposeAsync();

        proxy.Freeze();

        SyncedTableException silent = await Assert.ThrowsAsync<SyncedTableException>(
            () => locks.TakeAsync("public.silent", CancellationToken.None).AsTask());
        Assert.True(silent.IsTransient);
        Assert.StartsWith("public.silent: locking it for the run failed", silent.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TestLimit)]
    public async Task EngineFindAsync_TheServerFallsSilent_EndsWithAnErrorThatCanPass()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        NpgsqlConnectionStringBuilder settings = new(await postgres.GetConnectionStringAsync());
        await using FaultProxy proxy = new(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", proxy.Port);
        await using SyncedTableEngine engine = new(
            ImpatientOptions(settings.ConnectionString),
            new SyncedTablesOptions { MetadataSchema = target.State.Metadata.Schema, MaxRetryAttempts = 0 });
        Assert.NotNull(await engine.FindAsync(target.Definition.Target, TestContext.Current.CancellationToken));

        proxy.Freeze();

        SyncedTableException silent = await Assert.ThrowsAsync<SyncedTableException>(
            () => engine.FindAsync(target.Definition.Target, TestContext.Current.CancellationToken));
        Assert.True(silent.IsTransient);
    }

    private static TargetDatabase Impatient(string connectionString) => new(ImpatientOptions(connectionString), TimeProvider.System);

    private static LakebaseWriterOptions ImpatientOptions(string connectionString) => new()
    {
        ConnectionString = connectionString,
        FlushTimeout = TimeSpan.FromSeconds(1),
        ConnectTimeout = TimeSpan.FromSeconds(1),
    };
}
