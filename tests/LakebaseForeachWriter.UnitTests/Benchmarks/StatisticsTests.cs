using Lakebase.Benchmarks.Measuring;

namespace Lakebase.UnitTests.Benchmarks;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 9.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3)]
    public void Median_OfOddAndEvenCounts_IsTheMiddle(double[] values, double expected) => Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void Median_OfNothing_Throws() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void Percentile_OfAHundred_CountsFromTheLowest()
    {
        double[] values = [.. Enumerable.Range(1, 100).Reverse().Select(i => (double)i)];

        Assert.Equal([50.0, 95, 99, 100], new[] { 0.5, 0.95, 0.99, 1 }.Select(share => Statistics.Percentile(values, share)));
    }

    [Fact]
    public void GeometricMean_OfAHalfAndADouble_IsOne() => Assert.Equal(1, Statistics.GeometricMean([0.5, 2]), 12);

    [Fact]
    public void GeometricMean_OfZero_Throws() => Assert.Throws<ArgumentException>(() => Statistics.GeometricMean([1, 0]));

    [Fact]
    public void Ratio_OfRoundsThatASlowMinuteHit_ComparesRoundByRound()
    {
        // In the last two rounds everybody was ten times slower.
        Cell cell = new("work", 100, [new Series("ours", Role.Ours, [1, 10, 10]), new Series("other", Role.Peer, [2, 20, 30])]);

        Assert.Equal(2, cell.Ratio("other"));
        Assert.Null(cell.Ratio("nobody"));
    }

    [Fact]
    public void BestPeer_AmongPeersAndALimit_IsTheFastestPeer()
    {
        Cell cell = new(
            "work",
            1,
            [
                new Series("ours", Role.Ours, [1]), new Series("slow", Role.Peer, [3]), new Series("quick", Role.Peer, [2]),
                new Series("server", Role.Limit, [0.5]),
            ]);

        Assert.Equal("quick", cell.BestPeer.Contender);
    }

    [Fact]
    public async Task Rounds_OfThreeContenders_TakeTurnsAndBeginWithAnother()
    {
        List<string> turns = [];
        Contender Named(string name, Role role) => new(name, role, turn =>
        {
            turns.Add($"{name}{turn}");
            return Task.FromResult(1.0);
        });

        Cell cell = await new Rounds(2).RunAsync(
            "work",
            1,
            [Named("a", Role.Ours), Named("b", Role.Peer), Named("c", Role.Peer)],
            _ => Task.CompletedTask,
            (contender, turn) =>
            {
                Assert.Equal(turns[^1], $"{contender.Name}{turn}");
                return Task.CompletedTask;
            });

        Assert.Equal(["a0", "b1", "c2", "b3", "c4", "a5", "c6", "a7", "b8"], turns);
        Assert.All(cell.Series, series => Assert.Equal(2, series.Seconds.Count));
    }

    [Fact]
    public async Task Rounds_WhoseContentIsWrong_AreVoid() => await Assert.ThrowsAsync<InvalidOperationException>(() => new Rounds(1).RunAsync(
        "work",
        1,
        [new Contender("a", Role.Ours, _ => Task.FromResult(1.0))],
        _ => Task.CompletedTask,
        (_, _) => throw new InvalidOperationException("wrong")));
}
