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
