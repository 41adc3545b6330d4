using Lakebase.Preflight;

namespace Lakebase.UnitTests.Preflight;

public sealed class ConnectionBudgetTests
{
    [Theory]
    [InlineData(1, null, 16, 16)]
    [InlineData(10, 4, 16, 40)]
    [InlineData(10, 32, 16, 160)]
    public void Connections_PerTaskAndCapped_AreMultipliedByExecutors(int executors, int? tasks, int maxConnections, int expected) =>
        Assert.Equal(expected, new ConnectionDemand(executors, tasks).Connections(maxConnections));

    [Fact]
    public void FindWarning_AsManyAsAreFree_IsNone() =>
        Assert.Null(ConnectionBudget.FindWarning(new ConnectionDemand(5, 4), maxConnections: 16, limit: 97, taken: 77));

    [Fact]
    public void FindWarning_MoreThanAreFree_SaysHowManyOfHowMany()
    {
        string? warning = ConnectionBudget.FindWarning(new ConnectionDemand(20, 8), maxConnections: 4, limit: 97, taken: 27);

        Assert.NotNull(warning);
        Assert.Contains("80 connections (20 executors, MaxConnections 4)", warning, StringComparison.Ordinal);
        Assert.Contains("70 left of 97", warning, StringComparison.Ordinal);
    }
}
