using Lakebase.Resilience;

namespace Lakebase.UnitTests.Resilience;

public sealed class RetryDelaysTests
{
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, 0.0, 250)]
    [InlineData(0, 0.5, 375)]
    [InlineData(1, 0.0, 500)]
    [InlineData(3, 0.0, 2_000)]
    [InlineData(10, 0.0, 5_000)]
    [InlineData(1_000, 0.0, 5_000)]
    public void Next_Attempt_DoublesUpToTheMaximumWithHalfOfItRandom(int attempt, double random, double expectedMilliseconds) =>
        Assert.Equal(expectedMilliseconds, RetryDelays.Next(attempt, Base, Most, random).TotalMilliseconds);

    [Fact]
    public void Next_Always_StaysBelowTheMaximum() => Assert.True(RetryDelays.Next(50, Base, Most, 0.999999) <= Most);
}
