using System.Buffers.Binary;

namespace Lakebase.Buffering.Appenders;

/// <summary>
/// PostgreSQL's binary <c>numeric</c>: int16 count of groups, int16 weight of the first group (a power of 10000), int16 sign, int16
/// display scale, then the groups of four decimal digits. Exact for every value, from decimal(38,38) to a double's 10^308.
/// </summary>
internal static class NumericEncoder
{
    // 39 digits of a UInt128, four to a group, at worst split at both ends.
    private const int MaxGroups = 11;
    private const int HeaderLength = 4 * sizeof(short);

    private const short Positive = 0x0000;
    private const short Negative = 0x4000;
    private const ushort NotANumber = 0xc000;
    private const ushort PositiveInfinity = 0xd000;
    private const ushort NegativeInfinity = 0xf000;

    /// <summary>Appends unscaled × 10^-scale; the scale may be negative.</summary>
    public static void Append(ColumnBuffer buffer, bool isNegative, UInt128 magnitude, int scale)
    {
        Span<short> groups = stackalloc short[MaxGroups];
        int lowestWeight = -FloorDivide(scale, 4, out int digitsInLowest);
        int count = 0;
        if (digitsInLowest > 0)
        {
            // The lowest group holds the scale's rest: its digits move up to the group's left end.
            (magnitude, UInt128 rest) = DivRem(magnitude, PowersOfTen.UInt128(digitsInLowest));
            groups[count++] = (short)((int)rest * (int)PowersOfTen.UInt64(4 - digitsInLowest));
            lowestWeight--;
        }

        count += Split(magnitude, groups[count..]);

        // Zero groups at the low end are not sent; those at the high end cannot occur beyond the split.
        int first = 0;
        while (first < count && groups[first] == 0)
        {
            first++;
        }

        while (count > first && groups[count - 1] == 0)
        {
            count--;
        }

        int sent = count - first;
        Span<byte> field = buffer.AppendField(HeaderLength + (sent * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)sent);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], sent == 0 ? (short)0 : (short)(lowestWeight + count - 1));
        BinaryPrimitives.WriteInt16BigEndian(field[4..], isNegative && sent > 0 ? Negative : Positive);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)Math.Max(scale, 0));
        for (int i = 0; i < sent; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(field[(HeaderLength + (i * sizeof(short)))..], groups[count - 1 - i]);
        }
    }

    /// <summary>Appends NaN.</summary>
    public static void AppendNaN(ColumnBuffer buffer) => AppendSpecial(buffer, NotANumber);

    /// <summary>Appends an infinity; PostgreSQL 14 and later hold them, in columns without precision.</summary>
    public static void AppendInfinity(ColumnBuffer buffer, bool isNegative) => AppendSpecial(buffer, isNegative ? NegativeInfinity : PositiveInfinity);

    private static void AppendSpecial(ColumnBuffer buffer, ushort sign)
    {
        Span<byte> field = buffer.AppendField(HeaderLength);
        field.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(field[4..], sign);
    }

    /// <summary>Base-10000 groups, the lowest first.</summary>
    private static int Split(UInt128 magnitude, Span<short> groups)
    {
        const ulong FourGroups = 10_000_000_000_000_000;
        int count = 0;

        // 128-bit division is slow: take four groups at a time, and go on in 64 bits as soon as they suffice.
        while (magnitude > ulong.MaxValue)
        {
            (magnitude, UInt128 rest) = DivRem(magnitude, FourGroups);
            ulong chunk = (ulong)rest;
            for (int i = 0; i < 4; i++)
            {
                (chunk, ulong group) = Math.DivRem(chunk, 10_000UL);
                groups[count++] = (short)group;
            }
        }

        for (ulong left = (ulong)magnitude; left > 0;)
        {
            (left, ulong group) = Math.DivRem(left, 10_000UL);
            groups[count++] = (short)group;
        }

        return count;
    }

    private static (UInt128 Quotient, UInt128 Remainder) DivRem(UInt128 value, UInt128 divisor)
    {
        if (value <= ulong.MaxValue && divisor <= ulong.MaxValue)
        {
            (ulong quotient, ulong remainder) = Math.DivRem((ulong)value, (ulong)divisor);
            return (quotient, remainder);
        }

        UInt128 wide = value / divisor;
        return (wide, value - (wide * divisor));
    }

    private static int FloorDivide(int value, int divisor, out int remainder)
    {
        int quotient = Math.DivRem(value, divisor, out remainder);
        if (remainder < 0)
        {
            remainder += divisor;
            quotient--;
        }

        return quotient;
    }
}
