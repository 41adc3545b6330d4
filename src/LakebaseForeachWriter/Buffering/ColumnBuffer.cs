using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lakebase.Buffering;

/// <summary>
/// One column of a batch, each field exactly as PostgreSQL's binary wire format has it: a big-endian <c>int32</c> length (-1 = null)
/// and that many bytes. COPY interleaves the columns' fields per row; an array parameter is a header and these bytes unchanged.
/// </summary>
/// <remarks>Not thread-safe: it has one owner at any time. The memory is kept for the next batch by <see cref="Reset"/>.</remarks>
internal sealed class ColumnBuffer
{
    /// <summary>PostgreSQL's limit for one value (MaxAllocSize), less room for its own header.</summary>
    public const int MaxFieldBytes = 0x3fff_ffff - 1024;

    /// <summary>
    /// How many rows to write together by <see cref="AddLengths"/> and <see cref="Scatter"/>, so that each column's bytes are read one after
    /// the other and the rows are still near.
    /// </summary>
    public const int RowsAtOnce = 256;

    private const int LengthPrefix = sizeof(int);
    private const int NullLength = -1;
    private const int NoArray = -1;

    /// <summary>What a reused buffer keeps at most, so that one huge batch does not hold its memory for ever.</summary>
    private const int MaxKeptBytes = 8 * 1024 * 1024;

    private byte[] _bytes = [];
    private int _length;

    // _ends[row] is where the row's field ends and the next one begins.
    private int[] _ends = [];

    // Whether all fields are as long as the first: _width.
    private bool _isUniform;
    private int _width;
    private int _openArray = NoArray;
    private bool _hasNullElements;
    private List<(int Row, Misfit Misfit)>? _refused;

    /// <summary>Fields appended so far.</summary>
    public int RowCount { get; private set; }

    /// <summary>Null fields among them.</summary>
    public int NullCount { get; private set; }

    /// <summary>The values that did not fit and were written otherwise; null if there is none.</summary>
    public InvalidValueCounts? InvalidValues { get; private set; }

    /// <summary>The rows whose value did not fit and that are not to be written, in their order.</summary>
    public IReadOnlyList<(int Row, Misfit Misfit)> Refused => _refused ?? [];

    /// <summary>Whether all values are known to be of one length. A null has none: its field is as long as that of an empty text.</summary>
    public bool HasOneLength => _isUniform && NullCount == 0;

    /// <summary>Bytes of all fields, length prefixes included.</summary>
    public int ByteCount => BytesOfFirst(RowCount);

    /// <summary>Bytes of the memory that it holds, used or not.</summary>
    public long CapacityBytes => _bytes.Length + (_ends.Length * (long)sizeof(int));

    /// <summary>All fields in row order, one behind the other.</summary>
    public ReadOnlySpan<byte> Encoded => _bytes.AsSpan(0, ByteCount);

    /// <summary>Bytes of the first rows' fields, length prefixes included.</summary>
    public int BytesOfFirst(int rowCount) => rowCount == 0 ? 0 : _ends[rowCount - 1];

    /// <summary>Adds the lengths of the rows' fields to those of the columns before, by row.</summary>
    public void AddLengths(ReadOnlySpan<int> rows, Span<long> lengths)
    {
        if (_isUniform)
        {
            foreach (ref long length in lengths[..rows.Length])
            {
                length += _width;
            }

            return;
        }

        ReadOnlySpan<int> ends = _ends;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            lengths[i] += ends[row] - (row == 0 ? 0 : ends[row - 1]);
        }
    }

    /// <summary>Writes each row's field to the row's place, behind a prefix of four bytes or none, and moves the place behind it.</summary>
    public void Scatter(ReadOnlySpan<int> rows, ReadOnlySpan<byte> prefix, Span<byte> destination, Span<long> places)
    {
        ReadOnlySpan<int> ends = _ends;
        ReadOnlySpan<byte> bytes = _bytes;
        if (_isUniform && _width == sizeof(ulong) && prefix.IsEmpty)
        {
            // Numbers of four bytes, as most columns are: nothing in this loop waits for what was read before it.
            ReadOnlySpan<ulong> fields = MemoryMarshal.Cast<byte, ulong>(bytes);
            for (int i = 0; i < rows.Length; i++)
            {
                MemoryMarshal.Write(destination[(int)places[i]..], fields[rows[i]]);
                places[i] += sizeof(ulong);
            }

            return;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            ReadOnlySpan<byte> field;
            if (_isUniform)
            {
                // Rows in the order of their keys are far from each other: one look into memory less.
                field = bytes.Slice(row * _width, _width);
            }
            else
            {
                int start = row == 0 ? 0 : ends[row - 1];
                field = bytes[start..ends[row]];
            }

            Span<byte> place = destination[(int)places[i]..];
            places[i] += prefix.Length + field.Length;
            if (!prefix.IsEmpty)
            {
                CopyField(prefix, place);
                place = place[prefix.Length..];
            }

            CopyField(field, place);
        }
    }

    // A call to copy costs more than the bytes of a short field: they go as two numbers, which overlap where there are fewer.
    private static void CopyField(ReadOnlySpan<byte> field, Span<byte> place)
    {
        switch (field.Length)
        {
            case sizeof(ulong):
                MemoryMarshal.Write(place, MemoryMarshal.Read<ulong>(field));
                break;
            case < sizeof(ulong):
                MemoryMarshal.Write(place, MemoryMarshal.Read<uint>(field));
                MemoryMarshal.Write(place[(field.Length - sizeof(uint))..], MemoryMarshal.Read<uint>(field[^sizeof(uint)..]));
                break;
            case <= 2 * sizeof(ulong):
                MemoryMarshal.Write(place, MemoryMarshal.Read<ulong>(field));
                MemoryMarshal.Write(place[(field.Length - sizeof(ulong))..], MemoryMarshal.Read<ulong>(field[^sizeof(ulong)..]));
                break;
            default:
                field.CopyTo(place);
                break;
        }
    }

    /// <summary>The row's field with its length prefix.</summary>
    public ReadOnlySpan<byte> Field(int row)
    {
        int start = row == 0 ? 0 : _ends[row - 1];
        return _bytes.AsSpan(start, _ends[row] - start);
    }

    /// <summary>The row's value without the length prefix; empty for null.</summary>
    public ReadOnlySpan<byte> Value(int row) => Field(row)[LengthPrefix..];

    /// <summary>Whether the row's field is null.</summary>
    public bool IsNull(int row) => BinaryPrimitives.ReadInt32BigEndian(Field(row)) == NullLength;

    /// <summary>Appends a null.</summary>
    public void AppendNull()
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(LengthPrefix), NullLength);
        _length += LengthPrefix;
        if (_openArray == NoArray)
        {
            NullCount++;
            EndRow();
        }
        else
        {
            _hasNullElements = true;
        }
    }

    /// <summary>Appends a field of this length and returns its bytes to be filled in at once.</summary>
    /// <exception cref="InvalidOperationException">The field is longer than <see cref="MaxFieldBytes"/>.</exception>
    public Span<byte> AppendField(int length)
    {
        if ((uint)length > MaxFieldBytes)
        {
            throw new InvalidOperationException($"A field of {length} bytes is longer than PostgreSQL's limit of 1 GB.");
        }

        Span<byte> field = Reserve(LengthPrefix + length);
        BinaryPrimitives.WriteInt32BigEndian(field, length);
        _length += LengthPrefix + length;
        if (_openArray == NoArray)
        {
            EndRow();
        }

        return field.Slice(LengthPrefix, length);
    }

    /// <summary>Appends a field of four bytes.</summary>
    public void AppendInt32(int value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(LengthPrefix + sizeof(int)), ((ulong)sizeof(int) << 32) | (uint)value);
        _length += LengthPrefix + sizeof(int);
        if (_openArray == NoArray)
        {
            EndRow();
        }
    }

    /// <summary>Appends a field of eight bytes.</summary>
    public void AppendInt64(long value)
    {
        Span<byte> field = Reserve(LengthPrefix + sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(field[LengthPrefix..], value);
        BinaryPrimitives.WriteInt32BigEndian(field, sizeof(long));
        _length += LengthPrefix + sizeof(long);
        if (_openArray == NoArray)
        {
            EndRow();
        }
    }

    /// <summary>Begins a field whose content follows as further fields (an array's elements), and writes what stands before them.</summary>
    public Span<byte> OpenArray(int headerLength)
    {
        Span<byte> field = Reserve(LengthPrefix + headerLength);
        _openArray = _length;
        _hasNullElements = false;
        _length += LengthPrefix + headerLength;
        return field.Slice(LengthPrefix, headerLength);
    }

    /// <summary>Ends the field that <see cref="OpenArray"/> began, and returns it. Says whether a null is among what followed.</summary>
    public Span<byte> CloseArray(out bool hasNullElements)
    {
        int length = _length - _openArray - LengthPrefix;
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_openArray), length);
        Span<byte> field = _bytes.AsSpan(_openArray + LengthPrefix, length);
        hasNullElements = _hasNullElements;
        _openArray = NoArray;
        EndRow();
        return field;
    }

    /// <summary>A value did not fit: what was appended for it is another one, or a null.</summary>
    public void CountInvalid(InvalidValueReason reason, bool isNull) => (InvalidValues ??= new InvalidValueCounts()).Add(reason, isNull);

    /// <summary>A value of the current row does not fit, and the row is not to be written.</summary>
    public void Refuse(Misfit misfit) => (_refused ??= []).Add((RowCount, misfit));

    /// <summary>Takes back whatever was appended behind the first <paramref name="rowCount"/> rows, an open array included.</summary>
    public void Truncate(int rowCount)
    {
        for (int row = rowCount; row < RowCount; row++)
        {
            NullCount -= IsNull(row) ? 1 : 0;
        }

        RowCount = rowCount;
        _refused?.RemoveAll(refused => refused.Row >= rowCount);
        _length = ByteCount;
        _openArray = NoArray;
    }

    /// <summary>Empties the buffer for the next batch.</summary>
    public void Reset()
    {
        RowCount = 0;
        NullCount = 0;
        _length = 0;
        _openArray = NoArray;
        InvalidValues = null;
        _refused?.Clear();
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = [];
        }
    }

    private void EndRow()
    {
        if (RowCount == _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(256, RowCount * 2));
        }

        _width = RowCount == 0 ? _length : _width;
        _isUniform = _length == (RowCount + 1L) * _width && (RowCount == 0 || _isUniform);
        _ends[RowCount++] = _length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(_length);
    }

    private void Grow(int count)
    {
        long needed = (long)_length + count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException("A batch's column is longer than 2 GB: make the batches smaller.");
        }

        long size = Math.Clamp(Math.Max(needed, _bytes.Length * 2L), 1024, Array.MaxLength);
        Array.Resize(ref _bytes, (int)size);
    }
}
