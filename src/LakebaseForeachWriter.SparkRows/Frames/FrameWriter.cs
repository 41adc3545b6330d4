using System.Buffers.Binary;
using System.Text;

namespace Lakebase.SparkRows.Frames;

/// <summary>Builds frames, or bare rows, one after the other in a buffer that grows. Not thread-safe.</summary>
internal sealed class FrameWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;
    private int _frameStart;

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    public void BeginFrame(FrameType type)
    {
        _frameStart = _length;
        FrameHeader.Write(Reserve(FrameHeader.Size), type, 0);
    }

    public void EndFrame()
    {
        int length = _length - _frameStart - sizeof(int);
        if (length > FrameHeader.MaxLength)
        {
            throw new FrameException($"A frame would take {length} bytes; the protocol allows {FrameHeader.MaxLength}.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_frameStart), length);
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Reserve(sizeof(short)), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteLengthAndBytes(ReadOnlySpan<byte> bytes)
    {
        WriteInt32(bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteString(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        WriteInt32(length);
        Encoding.UTF8.GetBytes(text, Reserve(length));
    }

    public void WriteMap(IReadOnlyDictionary<string, string> map)
    {
        WriteInt32(map.Count);
        foreach ((string key, string value) in map)
        {
            WriteString(key);
            WriteString(value);
        }
    }

    /// <summary>The unscaled value of a decimal with more than 18 digits, in as few bytes as hold it.</summary>
    public void WriteWideDecimal(Int128 unscaled)
    {
        Span<byte> bigEndian = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bigEndian, unscaled);
        byte filler = unscaled < 0 ? (byte)0xFF : (byte)0;
        int start = 0;
        while (start < 15 && bigEndian[start] == filler && ((bigEndian[start + 1] ^ filler) & 0x80) == 0)
        {
            start++;
        }

        WriteByte((byte)(16 - start));
        WriteBytes(bigEndian[start..]);
    }

    /// <summary>Leaves room for a null bitmap with no bit set; <see cref="SetNull"/> sets bits in it.</summary>
    /// <returns>Where the bitmap starts.</returns>
    public int WriteNullBitmap(int count)
    {
        int start = _length;
        Reserve(NullBitmap.SizeFor(count)).Clear();
        return start;
    }

    public void SetNull(int bitmapStart, int index) => _buffer[bitmapStart + (index >> 3)] |= (byte)(1 << (index & 7));

    private Span<byte> Reserve(int count)
    {
        int start = _length;
        int needed = checked(start + count);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(needed, 2L * _buffer.Length), Array.MaxLength));
        }

        _length = needed;
        return _buffer.AsSpan(start, count);
    }
}
