using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>
/// Runs of which the server has lost the end, or all, without their driver's noticing: a standby that was not up to date took over behind a
/// pooler. And runs that another application has ended, which look much the same.
/// </summary>
public class LostRunTests(PostgresFixture postgres)
{
    private const string Stage = "SELECT count(*) FROM {m}.stage_{run}";

    [Theory]
    [InlineData(Stage)]
    [InlineData("ANALYZE {m}_load_{run}.{n}")]
    [InlineData("CREATE TABLE {m}_load_{run}.{n} (id bigint)")]
    public async Task RunAsync_TablesOfTheRunAreLost_IsToBeginAnew(string sql)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);

        SyncedTableException lost = await FailAsync(target, run => ExecuteAsync(target, sql, run));

        Assert.Contains("the server has lost what this run had begun", lost.Message, StringComparison.Ordinal);
        Assert.True(lost.IsTransient);
    }

    [Theory]
    [InlineData("run_id = NULL, sync_start = NULL")]
    [InlineData("run_id = gen_random_uuid(), sync_start = sync_start - interval '1 hour'")] // Of an older run.
    public async Task RunAsync_BeginningIsLost_IsToBeginAnew(string asBefore)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");

        SyncedTableException lost = await FailAsync(target, async run =>
        {
            await target.ExecuteAsync($"UPDATE {target.State.Metadata.Tables} SET {asBefore}");
            await LockAsync(target, run);
        });

        Assert.Contains("the server has lost what this run had begun", lost.Message, StringComparison.Ordinal);
        Assert.True(lost.IsTransient);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_AnotherApplicationHasBegunOne_GivesUp(bool hasTakenTheTables)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");

        SyncedTableException ended = await FailAsync(target, async run =>
        {
            await target.BeginAsync();
            await (hasTakenTheTables ? ExecuteAsync(target, Stage, run) : LockAsync(target, run));
        });

        Assert.Contains("another application has begun a run", ended.Message, StringComparison.Ordinal);
        Assert.False(ended.IsTransient);
    }

    [Fact]
    public async Task RunAsync_SomethingElseIsMissing_IsThatError()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);

        Npgsql.PostgresException missing = await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => RunAsync(target, run => ExecuteAsync(target, "SELECT * FROM public.nothing", run)));

        Assert.Equal("42P01", missing.SqlState);
    }

    private static Task<SyncedTableException> FailAsync(SyncedTarget target, Func<Guid, Task> work) =>
        Assert.ThrowsAsync<SyncedTableException>(() => RunAsync(target, work));

    private static async Task RunAsync(SyncedTarget target, Func<Guid, Task> work)
    {
        string name = target.Layout.Target.ToString();
        SyncedTableStatus before = (await target.State.FindAsync(target.Connection, name, CancellationToken.None))!;
        await new BegunRun(target.Database, target.State, NullLogger.Instance).RunAsync(
            before, SyncedTableState.OnlineTriggeredUpdate, run => new ValueTask(work(run)), CancellationToken.None);
    }

    private static Task ExecuteAsync(SyncedTarget target, string sql, Guid run) => target.ExecuteAsync(
        sql.Replace("{m}", target.State.Metadata.Schema, StringComparison.Ordinal)
            .Replace("{n}", target.Layout.Target.Table, StringComparison.Ordinal)
            .Replace("{run}", $"{run:N}", StringComparison.Ordinal));

    private static Task LockAsync(SyncedTarget target, Guid run) =>
        WatermarkCheck.LockAsync(target.Connection, target.State, target.Layout, run, CancellationToken.None).AsTask();
}
