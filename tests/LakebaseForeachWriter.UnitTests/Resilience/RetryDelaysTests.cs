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

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.999)]
    public void Next_OptionsAsTheyAre_OutlastARestartOfTheServerButNotAMinute(double random)
    {
        var options = new LakebaseWriterOptions();
        double seconds = Enumerable.Range(0, options.MaxRetryAttempts)
            .Sum(attempt => RetryDelays.Next(attempt, options.RetryDelay, options.MaxRetryDelay, random).TotalSeconds);
        Assert.InRange(seconds, 20, 60);
    }

    [Fact]
    public void Next_Always_StaysBelowTheMaximum() => Assert.True(RetryDelays.Next(50, Base, Most, 0.999999) <= Most);
}
