using System.Data.SqlTypes;

namespace Lakebase.Spark;

/// <summary>.NET's decimal types as unscaled digits: value = digits × 10^-scale.</summary>
internal static class DecimalDigits
{
    /// <summary>The digits of a <see cref="decimal"/> or a <see cref="SqlDecimal"/>.</summary>
    public static (Int128 Unscaled, int Scale) Of(object value) => value switch
    {
        decimal number => Of(number),
        SqlDecimal wide => (Compose(wide.Data, wide.IsPositive), wide.Scale),
        _ => throw new ArgumentException($"{value.GetType()} is no decimal type.", nameof(value)),
    };

    /// <summary>Brings the digits to the wanted scale where that loses none; else both stay as they are.</summary>
    public static Int128 Rescale(Int128 unscaled, ref int scale, int wanted)
    {
        Int128 limit = Int128.MaxValue / 10;
        while (scale < wanted && Int128.Abs(unscaled) <= limit)
        {
            unscaled *= 10;
            scale++;
        }

        while (scale > wanted && unscaled % 10 == 0)
        {
            unscaled /= 10;
            scale--;
        }

        return unscaled;
    }

    private static (Int128 Unscaled, int Scale) Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        return (Compose(bits[..3], isPositive: bits[3] >= 0), (bits[3] >> 16) & 0xff);
    }

    /// <summary>Little-endian 32-bit words.</summary>
    private static Int128 Compose(ReadOnlySpan<int> words, bool isPositive)
    {
        Int128 magnitude = 0;
        for (int i = words.Length - 1; i >= 0; i--)
        {
            magnitude = (magnitude << 32) | (uint)words[i];
        }

        return isPositive ? magnitude : -magnitude;
    }
}
