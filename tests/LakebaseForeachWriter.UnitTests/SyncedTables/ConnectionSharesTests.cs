using Lakebase.SyncedTables.Runs;

namespace Lakebase.UnitTests.SyncedTables;

public class ConnectionSharesTests
{
    [Theory]
    [InlineData(4, 1, 2, 2)]
    [InlineData(16, 1, 4, 12)]
    [InlineData(16, 2, 4, 6)]
    [InlineData(16, 5, 4, 2)]
    [InlineData(1000, 10, 4, 99)]
    [InlineData(16, 20, 4, 1)] // Each executor needs one.
    public void Shares_OfDriverAndExecutors_AddUpToTheCapAtMost(int all, int executors, int ofDriver, int ofExecutor)
    {
        Assert.Equal((ofDriver, ofExecutor), (ConnectionShares.OfDriver(all), ConnectionShares.OfExecutor(all, executors)));
        Assert.True(executors > all - ofDriver || ofDriver + (executors * ofExecutor) <= all);
    }
}
