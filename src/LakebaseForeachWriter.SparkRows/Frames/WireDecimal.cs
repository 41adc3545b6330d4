using System.Data.SqlTypes;

namespace Lakebase.SparkRows.Frames;

/// <summary>Decimals as an unscaled integer and a scale, and what .NET makes of them.</summary>
internal static class WireDecimal
{
    /// <summary>Up to this precision the unscaled value travels as an int64.</summary>
    public const int MaxNarrowPrecision = 18;

    public const int MaxPrecision = 38;

    private const int MaxDecimalScale = 28;

    private static readonly Int128 s_decimalLimit = Int128.One << 96;

    private static readonly Int128[] s_powersOfTen = PowersOfTen();

    /// <summary>
    /// The number as a <see cref="decimal"/> when that can hold it exactly, else as a <see cref="SqlDecimal"/>, which holds 38 digits.
    /// </summary>
    public static object ToNumber(Int128 unscaled, int scale, string path)
    {
        if (scale is >= 0 and <= MaxDecimalScale && unscaled < s_decimalLimit && unscaled > -s_decimalLimit)
        {
            return ToDecimal(unscaled, scale);
        }

        if (Int128.Abs(unscaled) >= s_powersOfTen[MaxPrecision] || scale is < -MaxPrecision or > MaxPrecision)
        {
            throw new FrameException($"Column '{path}' holds a decimal of more than {MaxPrecision} digits.");
        }

        return scale < 0 ? ToNumber(Rescale(unscaled, scale, 0, path), 0, path) : ToWideNumber(unscaled, scale);
    }

    /// <summary>The same number with another scale.</summary>
    /// <exception cref="OverflowException">It needs more digits than there are.</exception>
    public static Int128 Rescale(Int128 unscaled, int scale, int newScale, string path)
    {
        int digits = newScale - scale;
        if (unscaled == 0 || digits == 0)
        {
            return unscaled;
        }

        if (digits is > MaxPrecision or < -MaxPrecision)
        {
            throw new OverflowException($"Column '{path}' holds a decimal that does not fit its type.");
        }

        if (digits < 0)
        {
            (Int128 quotient, Int128 rest) = Int128.DivRem(unscaled, s_powersOfTen[-digits]);
            return rest == 0 ? quotient : throw new OverflowException($"Column '{path}' holds a decimal with more than {newScale} digits behind the point.");
        }

        return Int128.Abs(unscaled) <= s_powersOfTen[MaxPrecision] / s_powersOfTen[digits]
            ? unscaled * s_powersOfTen[digits]
            : throw new OverflowException($"Column '{path}' holds a decimal of more than {MaxPrecision} digits.");
    }

    public static bool Fits(Int128 unscaled, int precision) => Int128.Abs(unscaled) < s_powersOfTen[Math.Clamp(precision, 0, MaxPrecision)];

    private static object ToWideNumber(Int128 unscaled, int scale)
    {
        // 1.50000… with 38 digits is 1.5: most values of a wide column fit an ordinary decimal once their zeros are off.
        (Int128 shorter, int shorterScale) = (unscaled, scale);
        while (shorterScale > 0 && shorter % 10 == 0)
        {
            shorter /= 10;
            shorterScale--;
        }

        return shorterScale <= MaxDecimalScale && shorter < s_decimalLimit && shorter > -s_decimalLimit
            ? ToDecimal(shorter, shorterScale)
            : ToSqlDecimal(unscaled, scale);
    }

    private static decimal ToDecimal(Int128 unscaled, int scale)
    {
        UInt128 magnitude = (UInt128)Int128.Abs(unscaled);
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)scale);
    }

    private static SqlDecimal ToSqlDecimal(Int128 unscaled, int scale)
    {
        UInt128 magnitude = (UInt128)Int128.Abs(unscaled);
        return new SqlDecimal(
            MaxPrecision,
            (byte)scale,
            unscaled >= 0,
            (int)(uint)magnitude,
            (int)(uint)(magnitude >> 32),
            (int)(uint)(magnitude >> 64),
            (int)(uint)(magnitude >> 96));
    }

    private static Int128[] PowersOfTen()
    {
        var powers = new Int128[MaxPrecision + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
