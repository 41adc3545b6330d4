using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>Whoever uses the table is waited for in short waits, so that others can read meanwhile.</summary>
public class LockedChangeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task RunAsync_ReaderThatHoldsTheTable_IsWaitedForInShortWaits()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        await using LockedTable held = await LockedTable.HoldAsync(postgres, target.Table);

        Task swap = target.SnapshotAsync("(2, 'b')", version: 2);
        await held.AssertOthersReadUntilReleasedAsync(swap);

        Assert.Equal(["2|b"], await target.RowsAsync());
    }

    [Fact]
    public async Task RunAsync_ReaderThatHoldsTheTableForever_GivesUpAndNamesTheTimeouts()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(
            postgres, definition => definition.SwapTimeout = TimeSpan.FromSeconds(1));
        await target.SnapshotAsync("(1, 'a')");
        await using LockedTable held = await LockedTable.HoldAsync(postgres, target.Table);

        SyncedTableException busy = await Assert.ThrowsAsync<SyncedTableException>(
            () => target.SnapshotAsync("(2, 'b')", version: 2).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Contains("SwapTimeout (00:00:01), in waits of LockTimeout (00:00:00.0500000)", busy.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a"], await target.RowsAsync());
        Assert.Equal(1, (await target.State.FindAsync(target.Connection, target.Layout.Target.ToString(), CancellationToken.None))!.LastVersion);
    }

    [Fact]
    public async Task AddColumnsAsync_ReaderThatHoldsTheTable_IsWaitedForInShortWaits()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        await using LockedTable held = await LockedTable.HoldAsync(postgres, target.Table);
        LockedChange change = new(target.Database, target.Layout, TimeProvider.System);
        SyncedColumn added = target.Layout.Columns[1] with { Name = "an\"other" };

        Task adding = change.AddColumnsAsync([added], CancellationToken.None).AsTask();
        await held.AssertOthersReadUntilReleasedAsync(adding);

        await change.AddColumnsAsync([added], CancellationToken.None); // As after a crash.
        Assert.Equal(3, await target.Connection.ScalarAsync<long>(
            $"SELECT count(*) FROM pg_attribute WHERE attrelid = '{target.Table}'::regclass AND attnum > 0", CancellationToken.None));
    }

    [Fact]
    public async Task DeleteAsync_ReaderThatHoldsTheTable_IsWaitedForInShortWaits()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a')");
        await using LockedTable held = await LockedTable.HoldAsync(postgres, target.Table);
        await using SyncedTableEngine engine = new(
            new LakebaseWriterOptions { ConnectionString = await postgres.GetConnectionStringAsync() },
            new SyncedTablesOptions { MetadataSchema = target.State.Metadata.Schema, MaxRetryAttempts = 100, RetryDelay = TimeSpan.FromMilliseconds(50) });

        Task<bool> deleting = engine.DeleteAsync(target.Definition.Target, dropTable: true, TestContext.Current.CancellationToken);
        await held.AssertOthersReadUntilReleasedAsync(deleting);

        Assert.True(await deleting);
        Assert.True(await target.Connection.ScalarAsync<bool>($"SELECT to_regclass('{target.Table}') IS NULL", CancellationToken.None));
    }
}
