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
        Span<long> places = stackalloc long[ColumnBuffer.RowsAtOnce];
        for (int row = 0; row < _rows.Length; row += ColumnBuffer.RowsAtOnce)
        {
            int count = Math.Min(ColumnBuffer.RowsAtOnce, _rows.Length - row);
            written += EncodeRows(row, places[..count], destination[written..]);
        }
    }

    // Rows of which the first is the row-th of all; returns their bytes.
    private int EncodeRows(int row, Span<long> places, Span<byte> destination)
    {
        places.Fill(RowPrefix + (FieldPrefix * _fields.Length));
        foreach (Field field in _fields)
        {
            field.AddLengths(row, places);
        }

        int end = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int length = (int)places[i];
            BinaryPrimitives.WriteInt32BigEndian(destination[end..], length - sizeof(int));
            BinaryPrimitives.WriteInt32BigEndian(destination[(end + sizeof(int))..], _fields.Length);
            places[i] = end + RowPrefix;
            end += length;
        }

        foreach (Field field in _fields)
        {
            field.Scatter(row, destination, places);
        }

        return end;
    }

    private long SizeOf(Field field) => field.Column is { } column
        ? ArrayEncoder.Size(column, field.Rows.Span) - ArrayEncoder.HeaderLength
        : (long)NullField * _rows.Length;

    /// <summary>A column of the table, and where its values come from; none: it is null.</summary>
    private sealed class Field(uint typeOid, ColumnBuffer? column, ReadOnlyMemory<int> rows)
    {
        private static readonly byte[] Null = [0xff, 0xff, 0xff, 0xff];

        private readonly byte[] _type = [(byte)(typeOid >> 24), (byte)(typeOid >> 16), (byte)(typeOid >> 8), (byte)typeOid];

        public ColumnBuffer? Column { get; } = column;

        public ReadOnlyMemory<int> Rows { get; } = rows;

        public void AddLengths(int row, Span<long> lengths)
        {
            if (Column is not null)
            {
                Column.AddLengths(Rows.Span.Slice(row, lengths.Length), lengths);
                return;
            }

            foreach (ref long length in lengths)
            {
                length += NullField;
            }
        }

        public void Scatter(int row, Span<byte> destination, Span<long> places)
        {
            if (Column is not null)
            {
                Column.Scatter(Rows.Span.Slice(row, places.Length), _type, destination, places);
                return;
            }

            foreach (ref long place in places)
            {
                _type.CopyTo(destination[(int)place..]);
                Null.CopyTo(destination[((int)place + FieldPrefix)..]);
                place += FieldPrefix + NullField;
            }
        }
    }
}
