using System.Buffers.Binary;
using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>
/// Writes rows of a batch as one PostgreSQL array of the table's row type in binary format: to the server they are rows from the beginning,
/// where an array for each column would have to be put together again.
/// </summary>
internal sealed class RowArrayEncoder
{
    /// <summary>A row's length and its count of fields; and before each field its type.</summary>
    private const int RowPrefix = 2 * sizeof(int);
    private const int FieldPrefix = sizeof(uint);
    private const int NullField = sizeof(int);

    private readonly uint _rowTypeOid;
    private readonly ReadOnlyMemory<int> _rows;
    private readonly Field[] _fields;

    /// <summary>An encoder for a step's rows.</summary>
    /// <param name="mapping">The table as it is, which the batch's own mapping need not be any more.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="step">Which of its rows.</param>
    public RowArrayEncoder(TableMapping mapping, RowBatch batch, WriteStep step)
    {
        _rowTypeOid = mapping.Table.RowTypeOid;
        _rows = step.Rows;
        _fields = [.. mapping.Table.Columns.Select(target => mapping.OrdinalOf(target) is { } ordinal
            ? new Field(target.Type.Oid, batch.Columns[ordinal], step.RowsOf(ordinal))
            : new Field(target.Type.Oid, null, default))];
        Size = _rows.IsEmpty
            ? ArrayEncoder.EmptyHeaderLength
            : ArrayEncoder.HeaderLength + ((long)_rows.Length * (RowPrefix + (FieldPrefix * _fields.Length))) + _fields.Sum(SizeOf);
    }

    /// <summary>Bytes of the array, header included.</summary>
    public long Size { get; }

    /// <summary>Writes the array; the destination has exactly <see cref="Size"/> bytes.</summary>
    public void Encode(Span<byte> destination)
    {
        int written = ArrayEncoder.WriteHeader(destination, _rows.Length, hasNulls: false, _rowTypeOid);
        for (int row = 0; row < _rows.Length; row++)
        {
            int start = written;
            BinaryPrimitives.WriteInt32BigEndian(destination[(start + sizeof(int))..], _fields.Length);
            written += RowPrefix;
            foreach (Field field in _fields)
            {
                BinaryPrimitives.WriteUInt32BigEndian(destination[written..], field.TypeOid);
                written += FieldPrefix;
                if (field.Column is null)
                {
                    BinaryPrimitives.WriteInt32BigEndian(destination[written..], -1);
                    written += NullField;
                    continue;
                }

                ReadOnlySpan<byte> value = field.Column.Field(field.Rows.Span[row]);
                value.CopyTo(destination[written..]);
                written += value.Length;
            }

            BinaryPrimitives.WriteInt32BigEndian(destination[start..], written - start - sizeof(int));
        }
    }

    private long SizeOf(Field field) => field.Column is { } column
        ? ArrayEncoder.Size(column, field.Rows.Span) - ArrayEncoder.HeaderLength
        : (long)NullField * _rows.Length;

    /// <summary>A column of the table, and where its values come from; none: it is null.</summary>
    private readonly record struct Field(uint TypeOid, ColumnBuffer? Column, ReadOnlyMemory<int> Rows);
}
