using Lakebase.SyncedTables;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Lakebase.TestSupport;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>Who has to end before a loaded table can take the place of the old one.</summary>
public class OldSnapshotsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task RunAsync_TransactionOlderThanTheLoad_SeesNoHalfTable()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        await target.SnapshotAsync("(1, 'a'), (2, 'b')");
        await using NpgsqlConnection reader = await postgres.ConnectAsync();
        await using NpgsqlTransaction old = await reader.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await reader.ScalarAsync<int>("SELECT 1", CancellationToken.None); // Its snapshot is taken here; it has not touched the table.
        Guid run = await target.BeginAsync();
        (SnapshotTarget inspected, CarriedOver carried) = await target.LoadAsync(run, "(3, 'c'), (4, 'd'), (5, 'e')");

        Task swap = target.Swap.RunAsync(run, inspected, carried, target.Advance(2), CancellationToken.None).AsTask();
        await Task.WhenAny(swap, Task.Delay(500, TestContext.Current.CancellationToken));
        long seen = await reader.ScalarAsync<long>($"SELECT count(*) FROM {target.Table}", CancellationToken.None);
        await old.CommitAsync(TestContext.Current.CancellationToken);
        await swap.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(2, seen);
        Assert.Equal(3, (await target.RowsAsync()).Count);
    }

    [Fact]
    public async Task RunAsync_WaitsForATransaction_OthersHaveItsConnectionMeanwhile()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres, maxConnections: 1);
        await using NpgsqlConnection reader = await postgres.ConnectAsync();
        await using NpgsqlTransaction old = await reader.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await reader.ScalarAsync<int>("SELECT 1", CancellationToken.None);

        Task swap = target.SnapshotAsync("(1, 'a')");
        for (int i = 0; i < 20; i++)
        {
            DriverConnection one = await target.Database.OpenAsync(CancellationToken.None).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            await one.DisposeAsync();
            await Task.WhenAny(swap, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        Assert.False(swap.IsCompleted);
        await old.CommitAsync(TestContext.Current.CancellationToken);
        await swap.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task RunAsync_TransactionThatDoesNotEnd_StopsWithItsName()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(
            postgres, definition => definition.SwapTimeout = TimeSpan.FromSeconds(1));
        await using NpgsqlConnection reader = await postgres.ConnectAsync();
        await using NpgsqlTransaction old = await reader.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await reader.ScalarAsync<int>("SELECT 1", CancellationToken.None);

        SyncedTableException late = await Assert.ThrowsAsync<SyncedTableException>(() => target.SnapshotAsync("(1, 'a')"));

        Assert.Contains($"process {reader.ProcessID} of ", late.Message, StringComparison.Ordinal);
    }
}
