using System.Buffers.Binary;
using Lakebase.Buffering;

namespace Lakebase.Flushing;

/// <summary>A parameter's value: an array that exists already as PostgreSQL's binary format, or will as soon as it is written.</summary>
internal abstract class EncodedArray
{
    /// <summary>Bytes of the array, header included.</summary>
    public abstract int Size { get; }

    /// <summary>Writes the array; the destination has exactly <see cref="Size"/> bytes.</summary>
    public abstract void Encode(Span<byte> destination);
}

/// <summary>A column's fields of some rows as one array.</summary>
internal sealed class EncodedColumn(ColumnBuffer column, ReadOnlyMemory<int> rows, uint elementOid) : EncodedArray
{
    public override int Size { get; } = checked((int)ArrayEncoder.Size(column, rows.Span));

    public override void Encode(Span<byte> destination) => ArrayEncoder.Encode(column, rows.Span, elementOid, destination);
}

/// <summary>All elements of an array column's rows as one array.</summary>
internal sealed class EncodedElements(ArrayColumnSlices slices, uint elementOid) : EncodedArray
{
    public override int Size { get; } = checked((int)slices.ElementsSize);

    public override void Encode(Span<byte> destination) => slices.EncodeElements(elementOid, destination);
}

/// <summary>Rows of a batch as one array of the table's row type.</summary>
internal sealed class EncodedRows(RowArrayEncoder rows) : EncodedArray
{
    public override int Size { get; } = checked((int)rows.Size);

    public override void Encode(Span<byte> destination) => rows.Encode(destination);
}

/// <summary>One field as an array of one element.</summary>
/// <param name="column">The column.</param>
/// <param name="row">The field's row.</param>
/// <param name="prefix">How many of the value's first bytes are left out.</param>
/// <param name="elementOid">The element's type.</param>
internal sealed class EncodedField(ColumnBuffer column, int row, int prefix, uint elementOid) : EncodedArray
{
    private const int LengthPrefix = sizeof(int);

    private readonly bool _isNull = column.IsNull(row);

    public override int Size { get; } =
        ArrayEncoder.HeaderLength + (column.IsNull(row) ? LengthPrefix : column.Field(row).Length - prefix);

    public override void Encode(Span<byte> destination)
    {
        int written = ArrayEncoder.WriteHeader(destination, count: 1, _isNull, elementOid);
        ReadOnlySpan<byte> value = column.Value(row);
        BinaryPrimitives.WriteInt32BigEndian(destination[written..], _isNull ? -1 : value.Length - prefix);
        value[(_isNull ? 0 : prefix)..].CopyTo(destination[(written + LengthPrefix)..]);
    }
}

/// <summary>An array column's field as it is; not null.</summary>
internal sealed class EncodedValue(ColumnBuffer column, int row) : EncodedArray
{
    public override int Size { get; } = column.Value(row).Length;

    public override void Encode(Span<byte> destination) => column.Value(row).CopyTo(destination);
}
