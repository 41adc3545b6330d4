using System.Buffers.Binary;

namespace Lakebase.Spark;

/// <summary>Reads the values of encoded rows (docs/protocol.md §4) one after the other.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> rows)
{
    private ReadOnlySpan<byte> _rest = rows;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>The unscaled value of a decimal with more than 18 digits: a length byte and big-endian two's complement.</summary>
    public Int128 WideDecimal()
    {
        ReadOnlySpan<byte> bytes = Take(Byte());
        if (bytes.Length is 0 or > 16)
        {
            throw Malformed();
        }

        Int128 value = (sbyte)bytes[0];
        foreach (byte next in bytes[1..])
        {
            value = (value << 8) | next;
        }

        return value;
    }

    /// <summary>The next bytes; valid as long as the frame is.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw Malformed();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A text's or a byte array's bytes behind their length.</summary>
    public ReadOnlySpan<byte> TakeWithLength() => Take(Int32());

    /// <summary>The bits of <paramref name="count"/> values, set = null.</summary>
    public ReadOnlySpan<byte> NullBits(int count) => Take(count >= 0 ? (int)(((uint)count + 7) / 8) : count);

    /// <summary>An error of the sender, or a schema that is not the sender's.</summary>
    public static InvalidDataException Malformed() => new("The rows' bytes do not match their schema.");
}
