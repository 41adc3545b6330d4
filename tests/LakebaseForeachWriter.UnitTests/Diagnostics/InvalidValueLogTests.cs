using Lakebase.Buffering;
using Lakebase.Diagnostics;
using Lakebase.TestSupport;
using Lakebase.UnitTests.Buffering;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Diagnostics;

public sealed class InvalidValueLogTests
{
    private readonly FakeClock _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void Committed_ManyBatchesWithinAMinute_IsOneLinePerMinuteWithTheSumsAndNoValue()
    {
        InvalidValueLog log = new(_clock);
        EncodedColumn column = new("bigint", Targets.Smallint, InvalidValueHandling.Replace);
        for (int second = 0; second < 90; second++)
        {
            column.Batch.Reset();
            column.Hex(appender => appender.Int64(70_001));
            column.Hex(appender => appender.Int64(-70_001));
            log.Committed(new WriterContext { QueryName = "orders", Epoch = second }, "public.t", column.Batch, _lines);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _lines.All.Count);
        Assert.Contains("Query orders: 2 values for public.t did not fit", _lines.All[0], StringComparison.Ordinal);
        Assert.Contains("c (out-of-range, replace) 122.", _lines.All[1], StringComparison.Ordinal);
        Assert.DoesNotContain("7000", string.Concat(_lines.All), StringComparison.Ordinal);
    }

    [Fact]
    public void Committed_EverythingFits_SaysNothing()
    {
        EncodedColumn column = new("bigint", Targets.Smallint, InvalidValueHandling.Null);
        column.Hex(appender => appender.Int64(7));

        new InvalidValueLog(_clock).Committed(new WriterContext(), "t", column.Batch, _lines);

        Assert.Empty(_lines.All);
    }
}
