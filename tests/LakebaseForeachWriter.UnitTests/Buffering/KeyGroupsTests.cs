using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

public sealed class KeyGroupsTests
{
    /// <summary>Every process must lock the same keys in the same order, however its batch looks: that of the fields' bytes.</summary>
    [Fact]
    public void ByBytes_AnyKeys_AreInTheOrderOfTheirBytesAndOfTheirArrival()
    {
        Gen<long?> numbers = Gen.Elements<long?>(0, 1, 255, 256, 65_536, -1, long.MaxValue, long.MinValue, 1L << 40, null);
        Gen<string?> texts = Gen.Elements<string?>("", "a", "b", "ab", "ba", "abcdefgh", "abcdefghi", "abcdefghj", "é", "zzzzzzzzzzzz", null);
        Gen<(long?, string?, long?)[]> batches = numbers
            .SelectMany(one => texts.SelectMany(two => numbers.Select(three => (one, two, three)))).ArrayOf();

        Prop.ForAll(batches.ToArbitrary(), rows =>
        {
            RowBatch batch = Batch(rows);
            KeyGroups groups = KeyGroups.ByBytes(batch, batch.AllRows);

            int[] expected = [.. Enumerable.Range(0, rows.Length).OrderBy(row => Key(batch, row), StringComparer.Ordinal).ThenBy(row => row)];
            List<int> actual = [];
            for (int group = 0; group < groups.Count; group++)
            {
                actual.AddRange(groups[group]);
                Assert.Single(groups[group].ToArray().Select(row => Key(batch, row)).Distinct());
            }

            Assert.Equal(expected, actual);
            Assert.Equal(expected.Select(row => Key(batch, row)).Distinct().Count(), groups.Count);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ByBytes_ManyRowsWhoseKeysDifferLate_AreSortedAndGrouped()
    {
        RowBatch batch = Batch([.. Enumerable.Range(0, 3_000).Select(i => ((long?)2013, (string?)$"the same beginning {i % 1000:0000}", (long?)(i % 7 * 0)))]);

        KeyGroups groups = KeyGroups.ByBytes(batch, batch.AllRows);

        Assert.Equal(1_000, groups.Count);
        Assert.Equal([0, 1_000, 2_000], groups[0].ToArray());
        Assert.Equal([999, 1_999, 2_999], groups[999].ToArray());
    }

    /// <summary>The field of a null is as long as that of an empty text, and they are two keys.</summary>
    [Fact]
    public void ByBytes_NullsAndEmptyTexts_AreInTheOrderOfTheirBytes()
    {
        RowBatch batch = Batch([(7, null, 1), (7, "", 2), (7, null, 0), (7, "", 3)]);

        KeyGroups groups = KeyGroups.ByBytes(batch, batch.AllRows);

        Assert.Equal([1, 3, 2, 0], Enumerable.Range(0, groups.Count).SelectMany(group => groups[group].ToArray()));
    }

    // Bytes as characters, so that an ordinal comparison is one of bytes.
    private static string Key(RowBatch batch, int row) =>
        string.Concat(batch.Columns.Select(column => Encoding.Latin1.GetString(column.Field(row))));

    private static RowBatch Batch((long? One, string? Two, long? Three)[] rows)
    {
        TargetTable table = Targets.Table(
            new TargetColumn("a", Targets.Bigint), new TargetColumn("b", Targets.Text), new TargetColumn("c", Targets.Bigint)) with
        {
            UniqueIndexes = [new UniqueIndex("t_key", ["a", "b", "c"])],
        };
        RowBatch batch = new(SchemaMapper.Map(
            new SourceSchema(Sources.Column("a", "bigint"), Sources.Column("b", "string"), Sources.Column("c", "bigint")),
            table,
            new MappingRequest(["a", "b", "c"])));
        foreach ((long? one, string? two, long? three) in rows)
        {
            Append(batch.Appenders[0], one);
            if (two is null)
            {
                batch.Appenders[1].Null();
            }
            else
            {
                batch.Appenders[1].Utf8(Encoding.UTF8.GetBytes(two));
            }

            Append(batch.Appenders[2], three);
            batch.CompleteRow();
        }

        return batch;
    }

    private static void Append(ColumnAppender appender, long? value)
    {
        if (value is { } number)
        {
            appender.Int64(number);
        }
        else
        {
            appender.Null();
        }
    }
}
