using Lakebase.Buffering;

namespace Lakebase.UnitTests.FlushLoop;

public sealed class BatchTriggerTests
{
    [Fact]
    public void NextCheck_NarrowRows_ReachesTheBatchSizeInFewSteps()
    {
        BatchTrigger trigger = new(maxRows: 1_000, maxBytes: 1 << 24);
        int rows = 0;
        int checks = 0;
        while (!trigger.IsFull(rows, rows * 20L))
        {
            rows = trigger.NextCheck(rows, rows * 20L);
            checks++;
        }

        Assert.Equal(1_000, rows);
        Assert.InRange(checks, 1, 12);
    }

    [Fact]
    public void NextCheck_WideRows_EndsTheBatchNearItsBytes()
    {
        BatchTrigger trigger = new(maxRows: 1_000, maxBytes: 10_000);
        int rows = 0;
        while (!trigger.IsFull(rows, rows * 1_500L))
        {
            rows = trigger.NextCheck(rows, rows * 1_500L);
        }

        Assert.Equal(7, rows);
    }

    [Fact]
    public void NextCheck_Always_IsAboveTheRowsSoFar()
    {
        BatchTrigger trigger = new(maxRows: 100, maxBytes: 1_000);
        for (int rows = 0; rows < 100; rows++)
        {
            Assert.InRange(trigger.NextCheck(rows, 999), rows + 1, 100);
        }
    }
}
