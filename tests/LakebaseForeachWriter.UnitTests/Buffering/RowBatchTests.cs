using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

public sealed class RowBatchTests
{
    [Fact]
    public void CompleteRow_ValueMissing_IsRefused()
    {
        RowBatch batch = Batches.Keyed();
        batch.Appenders[0].Int64(1);

        Assert.Throws<InvalidOperationException>(batch.CompleteRow);
        Assert.Equal(0, batch.RowCount);
    }

    [Fact]
    public void AbandonRow_HalfARow_LeavesTheCompleteOnes()
    {
        RowBatch batch = Batches.Keyed((1, "one"));
        long bytes = batch.ByteCount;
        batch.Appenders[0].Null();

        batch.AbandonRow();
        Batches.Append(batch, 2, "two");

        Assert.Equal(2, batch.RowCount);
        Assert.Equal(bytes * 2, batch.ByteCount);
        Assert.Equal(0, batch.Columns[0].NullCount);
        Assert.Equal("two"u8.ToArray(), batch.Columns[1].Value(1).ToArray());
    }

    [Fact]
    public void Reset_UsedBatch_IsEmptyAndWorksAgain()
    {
        RowBatch batch = Batches.Keyed((1, null), (2, "two"));

        batch.Reset();
        Batches.Append(batch, 3, "three");

        Assert.Equal((1, 0), (batch.RowCount, batch.Columns[1].NullCount));
        Assert.Equal([0], batch.AllRows.ToArray());
        Assert.Equal(batch.Columns.Sum(column => column.ByteCount), batch.ByteCount);
    }

    /// <summary>A full batch is sorted before it is sealed; what comes after that must not be written by the old order.</summary>
    [Fact]
    public void InKeyOrder_RowsAfterItWasAskedFor_AreInTheirPlaces()
    {
        RowBatch batch = Batches.Keyed((3, "c"), (1, "a"));
        batch.Sort();

        Batches.Append(batch, 2, "b");
        Assert.Equal([1, 2, 0], batch.InKeyOrder(batch.AllRows).ToArray());

        batch.Reset();
        Assert.Empty(batch.InKeyOrder(batch.AllRows).ToArray());
        Batches.Append(batch, 1, "a");
        Batches.Append(batch, 2, "b");
        Batches.Append(batch, 0, "z");
        Assert.Equal([2, 0, 1], batch.InKeyOrder(batch.AllRows).ToArray());
    }

    [Fact]
    public void Read_RowsInGivenOrder_IsPostgresCopyFormat()
    {
        RowBatch batch = Batches.Keyed((1, "a"), (2, null));
        const string Header = "5047434F50590AFF0D0A00" + "00000000" + "00000000";
        const string First = "0002" + "00000008" + "0000000000000001" + "00000001" + "61";
        const string Second = "0002" + "00000008" + "0000000000000002" + "FFFFFFFF";

        Assert.Equal(Header + First + Second + "FFFF", Convert.ToHexString(ReadAll(new CopyEncoder(batch, WriteStep.Write(batch.AllRows)), 4096)));
        Assert.Equal(Header + Second + First + "FFFF", Convert.ToHexString(ReadAll(new CopyEncoder(batch, WriteStep.Write(new[] { 1, 0 })), 4096)));
        Assert.Equal(Header + "FFFF", Convert.ToHexString(ReadAll(new CopyEncoder(batch, WriteStep.Write(ReadOnlyMemory<int>.Empty)), 4096)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(19)]
    public void Read_SmallChunks_GiveTheSameStream(int chunk)
    {
        RowBatch batch = Batches.Keyed([.. Enumerable.Range(0, 50).Select(i => ((long)i, i % 3 == 0 ? null : new string('x', i)))]);

        Assert.Equal(ReadAll(new CopyEncoder(batch, WriteStep.Write(batch.AllRows)), 65_536), ReadAll(new CopyEncoder(batch, WriteStep.Write(batch.AllRows)), chunk));
    }

    /// <summary>Fields all of one length are found without looking up where they end: until one of another length comes.</summary>
    [Fact]
    public void Read_FieldsOfAnyLengthsInAnyOrder_AreEachRowsOwn()
    {
        Gen<string?[]> texts = Gen.Choose(-1, 20).SelectMany(length => Gen.Choose(0, 9).Select(one =>
            length < 0 ? null : new string((char)('a' + (length * one % 26)), one < 8 ? 4 : length))).ArrayOf();

        Prop.ForAll(texts.ToArbitrary(), texts.ToArbitrary(), (first, second) =>
        {
            RowBatch batch = Batches.Keyed();
            foreach (string?[] rows in new[] { first, second })
            {
                batch.Reset();
                foreach (string? text in rows)
                {
                    batch.Appenders[0].Int64(7);
                    batch.Appenders[1].Utf8("taken back"u8);
                    batch.AbandonRow();
                    Batches.Append(batch, text?.Length ?? 0, text);
                }

                int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(row => row * 7919 % 101)];
                IEnumerable<byte> expected = order.SelectMany(row => (byte[])[0, 2, .. batch.Columns[0].Field(row), .. batch.Columns[1].Field(row)]);

                byte[] stream = ReadAll(new CopyEncoder(batch, WriteStep.Write(order)), 4096);

                Assert.Equal(expected, stream[19..^2]);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Encode_SomeRows_IsAnArrayOfTheirFields()
    {
        RowBatch batch = Batches.Keyed((1, "a"), (2, null), (3, "c"));
        int[] rows = [2, 1];
        byte[] array = new byte[ArrayEncoder.Size(batch.Columns[1], rows)];

        ArrayEncoder.Encode(batch.Columns[1], rows, WireType.Text.Oid, array);

        Assert.Equal("00000001" + "00000001" + "00000019" + "00000002" + "00000001" + "00000001" + "63" + "FFFFFFFF", Convert.ToHexString(array));
    }

    [Fact]
    public void RowArray_SomeRows_IsAnArrayOfTheTablesRows()
    {
        RowBatch batch = Batches.Keyed((1, "a"), (2, null), (3, "c"));
        TargetTable table = batch.Mapping.Table with
        {
            RowTypeOid = 0x4010,
            Columns = [.. batch.Mapping.Table.Columns.Reverse(), new TargetColumn("other", Targets.Integer)],
        };
        RowArrayEncoder encoder = new(batch.Mapping with { Table = table }, batch, WriteStep.Write(new[] { 2, 1 }));
        byte[] array = new byte[encoder.Size];

        encoder.Encode(array);

        Assert.Equal(
            "00000001" + "00000000" + "00004010" + "00000002" + "00000001"
            + "00000025" + "00000003" + "00000019" + "0000000163" + "00000014" + "000000080000000000000003" + "00000017" + "FFFFFFFF"
            + "00000024" + "00000003" + "00000019" + "FFFFFFFF" + "00000014" + "000000080000000000000002" + "00000017" + "FFFFFFFF",
            Convert.ToHexString(array));
    }

    [Fact]
    public void Encode_NoRows_IsAnArrayWithoutDimensions()
    {
        RowBatch batch = Batches.Keyed((1, "a"));
        byte[] array = new byte[ArrayEncoder.Size(batch.Columns[0], [])];

        ArrayEncoder.Encode(batch.Columns[0], [], WireType.Bigint.Oid, array);

        Assert.Equal("000000000000000000000014", Convert.ToHexString(array));
    }

    [Fact]
    public void Slices_ArraysNullsAndEmptyOnes_AreElementsAndBounds()
    {
        EncodedColumn column = new("array<int>", Targets.ArrayOf(Targets.Integer));
        AppendArray(column, 1, 2);
        column.Hex(appender => appender.Null());
        AppendArray(column);
        AppendArray(column, 3);

        ArrayColumnSlices slices = new(column.Buffer, new[] { 3, 2, 1, 0 });
        byte[] elements = new byte[slices.ElementsSize];
        slices.EncodeElements(WireType.Integer.Oid, elements);

        Assert.Equal(
            "00000001" + "00000000" + "00000017" + "00000003" + "00000001" + "0000000400000003" + "0000000400000001" + "0000000400000002",
            Convert.ToHexString(elements));
        Assert.Equal([1, 2, null, 2], Integers(slices.First));
        Assert.Equal([1, 1, null, 3], Integers(slices.Last));
    }

    private static void AppendArray(EncodedColumn column, params int[] values)
    {
        column.Hex(appender =>
        {
            ColumnAppender element = appender.BeginArray(values.Length, hasNulls: false);
            foreach (int value in values)
            {
                element.Int64(value);
            }

            appender.EndArray();
        });
    }

    private static IEnumerable<int?> Integers(ColumnBuffer column) =>
        Enumerable.Range(0, column.RowCount).Select(row => column.IsNull(row) ? (int?)null : BinaryPrimitives.ReadInt32BigEndian(column.Value(row)));

    private static byte[] ReadAll(CopyEncoder encoder, int chunk)
    {
        List<byte> stream = [];
        byte[] buffer = new byte[chunk];
        while (encoder.Read(buffer) is > 0 and int count)
        {
            stream.AddRange(buffer[..count]);
        }

        Assert.Equal(0, encoder.Read(buffer));
        return [.. stream];
    }
}
