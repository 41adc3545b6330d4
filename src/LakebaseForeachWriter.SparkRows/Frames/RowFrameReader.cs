using System.Buffers.Binary;
using System.Text;

namespace Lakebase.SparkRows.Frames;

/// <summary>
/// Reads the values of a frame one after the other, without copying. Every read checks its bounds, and no length that the bytes announce
/// is trusted before the bytes are there.
/// </summary>
internal ref struct RowFrameReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>The null bitmap before the columns of a row or the elements of an array.</summary>
    public NullBitmap ReadNullBitmap(int count) => new(ReadBytes(NullBitmap.SizeFor(count)));

    public bool ReadBoolean() => ReadByte() != 0;

    public byte ReadByte() => ReadBytes(1)[0];

    public sbyte ReadSByte() => (sbyte)ReadBytes(1)[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(ReadBytes(sizeof(short)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(ReadBytes(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(sizeof(double)));

    /// <summary>The unscaled value of a decimal with more than 18 digits.</summary>
    public Int128 ReadWideDecimal()
    {
        int length = ReadByte();
        if (length is < 1 or > 16)
        {
            throw new FrameException($"A decimal announces {length} bytes; 38 digits take 1 to 16.");
        }

        ReadOnlySpan<byte> bigEndian = ReadBytes(length);
        Int128 value = (sbyte)bigEndian[0];
        foreach (byte next in bigEndian[1..])
        {
            value = (value << 8) | next;
        }

        return value;
    }

    /// <summary>The UTF-8 bytes of a string, or the bytes of a binary value or of a variant's JSON.</summary>
    public ReadOnlySpan<byte> ReadLengthAndBytes() => ReadBytes(ReadInt32());

    public string ReadString() => Encoding.UTF8.GetString(ReadLengthAndBytes());

    /// <summary>The number of elements of an array or map.</summary>
    public int ReadCount()
    {
        int count = ReadInt32();

        // Nulls take a bit each, so the bitmap that must follow bounds the count; the frame's own limit bounds what it may grow to.
        if (count < 0 || NullBitmap.SizeFor(count) > Remaining || count > FrameHeader.MaxLength)
        {
            throw new FrameException($"A collection announces {count} elements, and {Remaining} bytes follow.");
        }

        return count;
    }

    public Dictionary<string, string> ReadMap()
    {
        int count = ReadInt32();
        const int SmallestEntry = 2 * sizeof(int);
        if (count < 0 || count > Remaining / SmallestEntry)
        {
            throw new FrameException($"A map announces {count} entries, and {Remaining} bytes follow.");
        }

        var map = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string key = ReadString();
            map[key] = ReadString();
        }

        return map;
    }

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if ((uint)length > (uint)Remaining)
        {
            ThrowTooShort(length);
        }

        ReadOnlySpan<byte> found = _bytes.Slice(_position, length);
        _position += length;
        return found;
    }

    /// <summary>What follows up to the end.</summary>
    public ReadOnlySpan<byte> ReadRest() => ReadBytes(Remaining);

    /// <exception cref="FrameException">Bytes are left over.</exception>
    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
        {
            throw new FrameException($"A frame holds {Remaining} bytes more than its contents.");
        }
    }

    private readonly void ThrowTooShort(int length) =>
        throw new FrameException($"A frame ends too early: a value announces {length} bytes, and {Remaining} follow.");
}
