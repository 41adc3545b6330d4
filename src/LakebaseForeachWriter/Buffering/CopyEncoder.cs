namespace Lakebase.Buffering;

/// <summary>
/// Writes rows of a batch as PostgreSQL's binary COPY format: header, rows, trailer. A pull encoder: each <see cref="Read"/> fills as
/// much of the destination as it can and the next one goes on there, so the caller chooses the chunk size, whatever the fields' length.
/// </summary>
/// <remarks>The batch must not change meanwhile. Not thread-safe.</remarks>
internal sealed class CopyEncoder
{
    private readonly ColumnBuffer[] _columns;

    // For each column the rows from which its values come.
    private readonly ReadOnlyMemory<int>[] _rows;
    private readonly int _rowCount;
    private readonly byte[] _fieldCount;
    private readonly int _usualRowBytes;

    // The piece being written: -1 the header, 0 … rows-1 a row, rows the trailer, beyond that nothing.
    private int _row = -1;

    // Within a row: -1 the count of fields, then the fields.
    private int _column = -1;

    // Bytes of the current piece that went out already.
    private int _sent;

    /// <summary>An encoder for the rows of a step, in their order.</summary>
    public CopyEncoder(RowBatch batch, WriteStep step)
    {
        _columns = [.. batch.Mapping.WrittenOrdinals.Select(ordinal => batch.Columns[ordinal])];
        _rows = [.. batch.Mapping.WrittenOrdinals.Select(step.RowsOf)];
        _rowCount = step.Rows.Length;
        _fieldCount = [(byte)(_columns.Length >> 8), (byte)_columns.Length];
        _usualRowBytes = (int)Math.Min(int.MaxValue, batch.ByteCount / Math.Max(1, batch.RowCount)) + _fieldCount.Length;
    }

    // Signature, int32 flags (none), int32 length of the header's extension (none).
    private static ReadOnlySpan<byte> Header => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // A field count of -1 ends the stream.
    private static ReadOnlySpan<byte> Trailer => [0xff, 0xff];

    /// <summary>Writes the next bytes of the stream and returns their count; 0 = the stream is complete.</summary>
    public int Read(Span<byte> destination)
    {
        int written = 0;
        if (_row < 0)
        {
            if (!Send(Header, destination, ref written))
            {
                return written;
            }

            _row = 0;
        }

        while (_row < _rowCount)
        {
            if (IsBetweenRows && SendWholeRows(destination, ref written))
            {
                continue;
            }

            if (!SendRow(_row, destination, ref written))
            {
                return written;
            }

            _row++;
        }

        if (_row == _rowCount && Send(Trailer, destination, ref written))
        {
            _row++;
        }

        return written;
    }

    private bool IsBetweenRows => _column < 0 && _sent == 0;

    /// <summary>Writes the next rows as far as all of a row fits; false where not even one does.</summary>
    private bool SendWholeRows(Span<byte> destination, ref int written)
    {
        Span<byte> room = destination[written..];
        Span<long> places = stackalloc long[Math.Min(Math.Min(ColumnBuffer.RowsAtOnce, (room.Length / _usualRowBytes) + 1), _rowCount - _row)];
        places.Fill(_fieldCount.Length);
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].AddLengths(_rows[i].Span.Slice(_row, places.Length), places);
        }

        int rows = 0;
        long end = 0;
        for (; rows < places.Length && end + places[rows] <= room.Length; rows++)
        {
            long length = places[rows];
            _fieldCount.CopyTo(room[(int)end..]);
            places[rows] = end + _fieldCount.Length;
            end += length;
        }

        places = places[..rows];
        for (int i = 0; i < _columns.Length && rows > 0; i++)
        {
            _columns[i].Scatter(_rows[i].Span.Slice(_row, rows), [], room, places);
        }

        _row += rows;
        written += (int)end;
        return rows > 0;
    }

    private bool SendRow(int row, Span<byte> destination, ref int written)
    {
        if (_column < 0)
        {
            if (!Send(_fieldCount, destination, ref written))
            {
                return false;
            }

            _column = 0;
        }

        for (; _column < _columns.Length; _column++)
        {
            if (!Send(_columns[_column].Field(_rows[_column].Span[row]), destination, ref written))
            {
                return false;
            }
        }

        _column = -1;
        return true;
    }

    /// <summary>Writes the rest of a piece, or as much as fits; true when all of it is out.</summary>
    private bool Send(ReadOnlySpan<byte> piece, Span<byte> destination, ref int written)
    {
        ReadOnlySpan<byte> rest = piece[_sent..];
        Span<byte> room = destination[written..];
        if (rest.Length <= room.Length)
        {
            rest.CopyTo(room);
            written += rest.Length;
            _sent = 0;
            return true;
        }

        rest[..room.Length].CopyTo(room);
        written += room.Length;
        _sent += room.Length;
        return false;
    }
}
