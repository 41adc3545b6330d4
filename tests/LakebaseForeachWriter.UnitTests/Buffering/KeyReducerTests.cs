using FsCheck;
using FsCheck.Fluent;
using Lakebase.Buffering;

namespace Lakebase.UnitTests.Buffering;

public sealed class KeyReducerTests
{
    [Fact]
    public void KeepLast_RowsOfOneKey_KeepsTheLastOne()
    {
        RowBatch batch = Batches.Keyed((7, "old"), (1, "only"), (7, null), (7, "new"));

        Assert.Equal([1, 3], KeyReducer.KeepLast(batch));
    }

    [Fact]
    public void KeepLast_AnyBatch_EqualsADictionaryFilledInArrivalOrder() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(-4, 4)).ToArbitrary(), keys =>
        {
            RowBatch batch = Batches.Keyed([.. keys.Select((key, row) => ((long?)key, (string?)$"{row}"))]);
            Dictionary<int, int> last = [];
            for (int row = 0; row < keys.Count; row++)
            {
                last[keys[row]] = row;
            }

            int[] reduced = KeyReducer.KeepLast(batch);
            string[] sortKeys = [.. reduced.Select(row => Convert.ToHexString(batch.Columns[0].Field(row)))];
            return last.Values.Order().SequenceEqual(reduced.Order())
                && sortKeys.SequenceEqual(sortKeys.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void KeepLast_NullInTheKey_IsAnErrorThatNamesColumnAndRow()
    {
        RowBatch batch = Batches.Keyed((1, "a"), (null, "b"));

        NullKeyException error = Assert.Throws<NullKeyException>(() => KeyReducer.KeepLast(batch));

        Assert.Equal(("k", 1), (error.ColumnName, error.Row));
    }

    [Fact]
    public void KeepLast_NullsAreEqual_ReducesThemLikeAnyKey()
    {
        RowBatch batch = Batches.Keyed((null, "a"), (1, "b"), (null, "c"));

        Assert.Equal([1, 2], KeyReducer.KeepLast(batch, nullsAreEqual: true).Order());
    }
}
