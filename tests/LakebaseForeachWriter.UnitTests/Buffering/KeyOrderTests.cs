using FsCheck;
using FsCheck.Fluent;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

public sealed class KeyOrderTests
{
    private static readonly TargetColumn Id = new("id", Targets.Bigint);
    private static readonly TargetColumn Name = new("name", Targets.Text);

    [Fact]
    public void Roughly_NumbersInAnyOrder_AreAscendingAndThoseAlikeInArrivalOrder()
    {
        Gen<long?[]> keys = Gen.Choose(0, 40).Select(key => key == 0 ? null : (long?)key * 1_000_000_007).ArrayOf();

        Prop.ForAll(keys.ToArbitrary(), rows =>
        {
            RowBatch batch = Batches.Keyed([.. rows.Select(key => (key, (string?)null))]);

            int[] sorted = KeyOrder.Roughly([batch.Columns[0]], batch.AllRows).ToArray();

            // A null's length of -1 is the highest of all.
            Assert.Equal(Enumerable.Range(0, rows.Length).OrderBy(row => rows[row] ?? long.MaxValue).ThenBy(row => row), sorted);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Roughly_KeysThatDifferLate_HasEachRowOnceAndThoseOfAKeyInArrivalOrder()
    {
        RowBatch batch = Batches.Keyed([.. Enumerable.Range(0, 1_000).Select(i => ((long?)i, (string?)$"the same beginning {i * 7 % 10}"))]);

        int[] sorted = KeyOrder.Roughly([batch.Columns[1]], batch.AllRows).ToArray();

        Assert.Equal(Enumerable.Range(0, 1_000), sorted.Order());
        Assert.All(
            sorted.GroupBy(row => row * 7 % 10),
            key => Assert.Equal(key.Order(), key));
    }

    [Fact]
    public void Roughly_AscendingRows_AreTheSameMemory()
    {
        RowBatch batch = Batches.Keyed((1, "c"), (2, "b"), (2, "a"), (300, null));

        Assert.Equal(batch.AllRows, KeyOrder.Roughly([batch.Columns[0]], batch.AllRows));
    }

    [Fact]
    public void InsertOrder_PrimaryKey_IsItsColumnsInItsOrder() =>
        Assert.Equal([1, 0], Map([Id, Name], [new UniqueIndex("t_pkey", ["name", "id"], IsPrimaryKey: true), new UniqueIndex("t_id", ["id"])]).InsertOrder);

    [Fact]
    public void InsertOrder_NoUniqueIndexOverColumnsOfTheRows_IsThatOfArrival()
    {
        Assert.Empty(Map([Id, Name], []).InsertOrder);
        Assert.Empty(Map([Id, Name], [new UniqueIndex("t_lower", ["name"], KeySql: ["lower(name)"])]).InsertOrder);
        Assert.Empty(Map([Id, Name, new TargetColumn("other", Targets.Bigint)], [new UniqueIndex("t_other", ["other"])]).InsertOrder);
    }

    /// <summary>Whoever lets the server number rows, or keeps the first of two, sees in which order they came.</summary>
    [Fact]
    public void InsertOrder_OrderOfArrivalMayShow_IsThatOfArrival()
    {
        UniqueIndex key = new("t_pkey", ["id"], IsPrimaryKey: true);

        Assert.Empty(Map([Id, Name, new TargetColumn("arrival", Targets.Bigint, HasDefault: true)], [key]).InsertOrder);
        Assert.Empty(Map([Id, Name], [key], MappingRequest.WithoutKey with { DoNothing = true }).InsertOrder);
        Assert.Equal([0], Map([Id with { HasDefault = true }, Name], [key]).InsertOrder);
    }

    private static TableMapping Map(TargetColumn[] columns, UniqueIndex[] indexes, MappingRequest? request = null) => SchemaMapper.Map(
        new SourceSchema(Sources.Column("id", "bigint"), Sources.Column("name", "string")),
        Targets.Table(columns) with { UniqueIndexes = indexes },
        request ?? MappingRequest.WithoutKey);
}
