using Lakebase.Buffering;

namespace Lakebase.UnitTests.Buffering;

public sealed class BatchPoolTests
{
    [Fact]
    public void Rent_AfterReturn_GivesTheBatchThatHasItsMemory()
    {
        int made = 0;
        BatchPool pool = new(() => Made(ref made));
        RowBatch first = pool.Rent();
        RowBatch second = pool.Rent();

        pool.Return(first);

        Assert.Same(first, pool.Rent());
        Assert.NotSame(second, first);
        Assert.Equal(2, made);
    }

    [Fact]
    public void Return_BeyondTheLimitOfIdleBytes_LeavesTheBatchToTheCollector()
    {
        int made = 0;
        RowBatch grown = Batches.Keyed((1, "text"));
        BatchPool pool = new(() => Made(ref made), maxIdleBytes: grown.CapacityBytes);
        grown.Reset();

        pool.Return(grown);
        pool.Return(Batches.Keyed((2, "text")));

        Assert.Same(grown, pool.Rent());
        pool.Rent();
        Assert.Equal(1, made);
    }

    private static RowBatch Made(ref int count)
    {
        count++;
        return Batches.Keyed();
    }
}
