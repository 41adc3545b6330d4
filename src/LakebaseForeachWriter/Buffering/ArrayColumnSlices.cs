using System.Buffers.Binary;

namespace Lakebase.Buffering;

/// <summary>
/// An array column as three plain array parameters. <c>unnest</c> flattens arrays of arrays, so the column goes as all its elements in
/// one array and two <c>integer[]</c> with each row's first and last element, and the statement cuts each row's slice out again:
/// <c>($1::text[])[u.first : u.last]</c>. A null row has null bounds (a slice with a null bound is null), an empty one has last = first -
/// 1.
/// </summary>
internal sealed class ArrayColumnSlices
{
    private readonly ColumnBuffer _column;
    private readonly ReadOnlyMemory<int> _rows;
    private readonly int _elementCount;
    private readonly long _elementBytes;
    private readonly bool _hasNullElements;

    /// <summary>The slices of these rows of an array column.</summary>
    public ArrayColumnSlices(ColumnBuffer column, ReadOnlyMemory<int> rows)
    {
        _column = column;
        _rows = rows;
        foreach (int row in rows.Span)
        {
            ReadOnlySpan<byte> array = column.Value(row);
            _elementCount += CountOf(array);
            _elementBytes += ElementsOf(array).Length;
            _hasNullElements |= array.Length >= ArrayEncoder.HeaderLength && BinaryPrimitives.ReadInt32BigEndian(array[4..]) != 0;
        }

        First = new ColumnBuffer();
        Last = new ColumnBuffer();
        AppendBounds();
    }

    /// <summary>Each row's first element, counted from 1, as <c>integer</c> fields in the order of the rows.</summary>
    public ColumnBuffer First { get; }

    /// <summary>Each row's last element.</summary>
    public ColumnBuffer Last { get; }

    /// <summary>Bytes of the array of all elements.</summary>
    public long ElementsSize => (_elementCount == 0 ? ArrayEncoder.EmptyHeaderLength : ArrayEncoder.HeaderLength) + _elementBytes;

    /// <summary>Writes the array of all elements; the destination has exactly <see cref="ElementsSize"/> bytes.</summary>
    public void EncodeElements(uint elementOid, Span<byte> destination)
    {
        int written = ArrayEncoder.WriteHeader(destination, _elementCount, _hasNullElements, elementOid);
        foreach (int row in _rows.Span)
        {
            ReadOnlySpan<byte> elements = ElementsOf(_column.Value(row));
            elements.CopyTo(destination[written..]);
            written += elements.Length;
        }
    }

    private static int CountOf(ReadOnlySpan<byte> array) =>
        array.Length < ArrayEncoder.HeaderLength ? 0 : BinaryPrimitives.ReadInt32BigEndian(array[12..]);

    private static ReadOnlySpan<byte> ElementsOf(ReadOnlySpan<byte> array) =>
        array.Length < ArrayEncoder.HeaderLength ? [] : array[ArrayEncoder.HeaderLength..];

    private void AppendBounds()
    {
        int position = 0;
        foreach (int row in _rows.Span)
        {
            if (_column.IsNull(row))
            {
                First.AppendNull();
                Last.AppendNull();
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(First.AppendField(sizeof(int)), position + 1);
            position += CountOf(_column.Value(row));
            BinaryPrimitives.WriteInt32BigEndian(Last.AppendField(sizeof(int)), position);
        }
    }
}
