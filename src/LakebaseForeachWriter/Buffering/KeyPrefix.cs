using System.Buffers.Binary;
using System.Numerics;

namespace Lakebase.Buffering;

/// <summary>
/// As much of each row's key as fits into 64 bits, so that sorting compares numbers instead of fields. Ordered as the fields' own bytes
/// are: a row with a lower prefix has the lower key; rows with the same prefix have to be compared as a whole. Pure.
/// </summary>
internal ref struct KeyPrefix
{
    private const int Bits = 64;
    private const int LengthBytes = sizeof(int);

    private readonly Span<ulong> _prefixes;
    private int _bitsLeft = Bits;

    private KeyPrefix(Span<ulong> prefixes)
    {
        prefixes.Clear();
        _prefixes = prefixes;
    }

    /// <summary>Makes the prefixes of these rows, in their order.</summary>
    /// <param name="prefixes">Where they go: one for each row.</param>
    /// <param name="keys">The key's columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="values">Room for as many numbers again.</param>
    public static void Fill(Span<ulong> prefixes, ReadOnlySpan<ColumnBuffer> keys, ReadOnlySpan<int> rows, Span<ulong> values)
    {
        KeyPrefix prefix = new(prefixes);
        foreach (ColumnBuffer key in keys)
        {
            // A field is its length and its value: whichever differs first decides.
            int longest = rows.IsEmpty ? 0 : key.Field(rows[0]).Length - LengthBytes;
            if (!key.HasOneLength)
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    ReadOnlySpan<byte> field = key.Field(rows[i]);
                    longest = Math.Max(longest, field.Length - LengthBytes);
                    values[i] = BinaryPrimitives.ReadUInt32BigEndian(field);
                }

                if (!prefix.Append(values))
                {
                    break;
                }
            }

            for (int i = 0; i < rows.Length; i++)
            {
                values[i] = Head(key.Field(rows[i])[LengthBytes..]);
            }

            if (!prefix.Append(values) || longest > sizeof(ulong))
            {
                break;
            }
        }
    }

    // Only what the values differ in takes room. False when not all of it fits: then nothing behind it may come in.
    private bool Append(ReadOnlySpan<ulong> values)
    {
        ulong least = ulong.MaxValue;
        ulong most = 0;
        foreach (ulong value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        int needed = values.IsEmpty ? 0 : Bits - BitOperations.LeadingZeroCount(most - least);
        int taken = Math.Min(needed, _bitsLeft);
        _bitsLeft -= taken;
        for (int i = 0; taken > 0 && i < values.Length; i++)
        {
            _prefixes[i] |= ((values[i] - least) >> (needed - taken)) << _bitsLeft;
        }

        return taken == needed && _bitsLeft > 0;
    }

    // The first eight bytes as a number; a shorter value is filled up, which is right among values of one length.
    private static ulong Head(ReadOnlySpan<byte> value)
    {
        if (value.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(value);
        }

        if (value.Length == sizeof(uint))
        {
            return (ulong)BinaryPrimitives.ReadUInt32BigEndian(value) << 32;
        }

        ulong head = 0;
        foreach (byte next in value)
        {
            head = (head << 8) | next;
        }

        return head << (8 * (sizeof(ulong) - value.Length));
    }
}
