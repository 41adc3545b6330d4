using System.Buffers.Binary;

namespace Lakebase.Buffering;

/// <summary>Writes a column's fields as one one-dimensional PostgreSQL array in binary format: what an <c>unnest</c> parameter
/// is.</summary>
internal static class ArrayEncoder
{
    /// <summary>dimensions, null flag, element oid, then length and lower bound of the one dimension: five int32.</summary>
    public const int HeaderLength = 5 * sizeof(int);

    /// <summary>dimensions, null flag, element oid: an empty array has no dimension.</summary>
    public const int EmptyHeaderLength = 3 * sizeof(int);

    /// <summary>Bytes of the array of these rows' fields.</summary>
    public static long Size(ColumnBuffer column, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
        {
            return EmptyHeaderLength;
        }

        if (rows.Length == column.RowCount)
        {
            return HeaderLength + column.ByteCount;
        }

        long size = HeaderLength;
        foreach (int row in rows)
        {
            size += column.Field(row).Length;
        }

        return size;
    }

    /// <summary>Writes the array of these rows' fields, in their order; the destination has exactly <see cref="Size"/> bytes.</summary>
    public static void Encode(ColumnBuffer column, ReadOnlySpan<int> rows, uint elementOid, Span<byte> destination)
    {
        int written = WriteHeader(destination, rows.Length, column.NullCount > 0, elementOid);
        foreach (int row in rows)
        {
            ReadOnlySpan<byte> field = column.Field(row);
            field.CopyTo(destination[written..]);
            written += field.Length;
        }
    }

    /// <summary>Says in the header of an array with elements that nulls are among them.</summary>
    public static void MarkNulls(Span<byte> array) => BinaryPrimitives.WriteInt32BigEndian(array[4..], 1);

    /// <summary>Writes an array's header and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, int count, bool hasNulls, uint elementOid)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, count == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], hasNulls ? 1 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], elementOid);
        if (count == 0)
        {
            return EmptyHeaderLength;
        }

        BinaryPrimitives.WriteInt32BigEndian(destination[12..], count);
        BinaryPrimitives.WriteInt32BigEndian(destination[16..], 1);
        return HeaderLength;
    }
}
