using Lakebase.Diagnostics;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Diagnostics;

public sealed class QueryProgressLogTests
{
    private readonly FakeClock _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void Committed_ManyEpochsWithinAMinute_IsOneLinePerMinuteWithTheSums()
    {
        QueryProgressLog log = new(_clock);
        for (int second = 0; second < 90; second++)
        {
            log.Committed(new WriterContext { QueryName = "orders", Epoch = second }, "public.t", rows: 10, batches: 1, _lines);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _lines.All.Count);
        Assert.Contains("Query orders: this process has committed 10 rows in 1 batches to public.t", _lines.All[0], StringComparison.Ordinal);
        Assert.Contains("610 rows in 61 batches to public.t, 61 partitions up to epoch 60", _lines.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Committed_TwoQueries_AreCountedApart()
    {
        QueryProgressLog log = new(_clock);

        log.Committed(new WriterContext { QueryId = "a" }, "t", rows: 1, batches: 1, _lines);
        log.Committed(new WriterContext { QueryId = "b" }, "t", rows: 2, batches: 1, _lines);

        Assert.Equal(2, _lines.All.Count);
    }
}
