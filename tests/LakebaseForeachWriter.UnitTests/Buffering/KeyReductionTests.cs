using FsCheck;
using FsCheck.Fluent;
using Lakebase.Buffering;

namespace Lakebase.UnitTests.Buffering;

public sealed class KeyReductionTests
{
    [Fact]
    public void Plan_RowsOfOneKey_KeepsTheLastOne()
    {
        RowBatch batch = Batches.Keyed((7, "old"), (1, "only"), (7, null), (7, "new"));

        Assert.Equal([1, 3], Rows(batch));
    }

    [Fact]
    public void Plan_AnyBatch_EqualsADictionaryFilledInArrivalOrder() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(-4, 4)).ToArbitrary(), keys =>
        {
            RowBatch batch = Batches.Keyed([.. keys.Select((key, row) => ((long?)key, (string?)$"{row}"))]);
            Dictionary<int, int> last = [];
            for (int row = 0; row < keys.Count; row++)
            {
                last[keys[row]] = row;
            }

            int[] reduced = Rows(batch);
            string[] sortKeys = [.. reduced.Select(row => Convert.ToHexString(batch.Columns[0].Field(row)))];
            return last.Values.Order().SequenceEqual(reduced.Order())
                && sortKeys.SequenceEqual(sortKeys.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Plan_CoalesceColumn_TakesItsLastValueAndTheKeysLastRow()
    {
        RowBatch batch = Batches.Keyed(mapping => mapping with { Rules = mapping.Rules with { CoalesceOrdinals = [1] } }, (7, "kept"), (7, null));

        WriteStep step = Assert.Single(KeyReduction.Plan(batch, KeyGroups.ByBytes(batch, batch.AllRows)));

        Assert.Equal([1], step.RowsOf(0).ToArray());
        Assert.Equal([0], step.RowsOf(1).ToArray());
    }

    [Fact]
    public void Plan_DeleteBeforeTheLastUpsert_IsNeededOnlyWhereTheRowCannotBeOverwrittenAsAWhole()
    {
        RowBatch whole = Batches.Keyed(mapping => mapping with { Rules = Deleting(mapping) }, (7, "old"), (7, "delete"), (7, "new"));
        RowBatch partly = Batches.Keyed(
            mapping => mapping with { Rules = Deleting(mapping) with { CoalesceOrdinals = [1] } }, (7, "old"), (7, "delete"), (7, "new"));

        Assert.Equal([(false, 2)], Steps(whole));
        Assert.Equal([(true, 1), (false, 2)], Steps(partly));
    }

    [Fact]
    public void ThrowOnNull_NullInTheKey_IsAnErrorThatNamesColumnAndRow()
    {
        RowBatch batch = Batches.Keyed((1, "a"), (null, "b"));

        NullKeyException error = Assert.Throws<NullKeyException>(() => KeyGroups.ThrowOnNull(batch, batch.AllRows));

        Assert.Equal(("k", 1), (error.ColumnName, error.Row));
    }

    [Fact]
    public void Plan_NullsAreEqual_ReducesThemLikeAnyKey()
    {
        RowBatch batch = Batches.Keyed(
            mapping => mapping with { ConflictIndex = mapping.ConflictIndex! with { NullsNotDistinct = true } }, (null, "a"), (1, "b"), (null, "c"));

        KeyGroups.ThrowOnNull(batch, batch.AllRows);

        Assert.Equal([1, 2], Rows(batch).Order());
    }

    private static Lakebase.Schema.WriteRules Deleting(Lakebase.Schema.TableMapping mapping) =>
        mapping.Rules with { OperationOrdinal = 1, DeleteOperations = ["delete"u8.ToArray()] };

    private static int[] Rows(RowBatch batch) =>
        [.. KeyReduction.Plan(batch, KeyGroups.ByBytes(batch, batch.AllRows)).SelectMany(step => step.Rows.ToArray())];

    private static (bool IsDelete, int Row)[] Steps(RowBatch batch) =>
        [.. KeyReduction.Plan(batch, KeyGroups.ByBytes(batch, batch.AllRows)).Select(step => (step.IsDelete, step.Rows.Span[0]))];
}
