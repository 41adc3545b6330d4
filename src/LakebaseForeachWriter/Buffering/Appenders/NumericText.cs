using System.Globalization;

namespace Lakebase.Buffering.Appenders;

/// <summary>Between binary floating point and decimal digits, by way of the shortest text that reads back as the same number.</summary>
internal static class NumericText
{
    // Sign, 17 digits, point, exponent.
    private const int MaxFloatText = 32;

    /// <summary>Sign, 39 digits, point and a leading zero.</summary>
    public const int MaxDecimalText = 48;

    /// <summary>Writes unscaled × 10^-scale (scale 0 … 38) as plain digits, and returns their count.</summary>
    public static int Format(Int128 unscaled, int scale, Span<byte> text)
    {
        bool isNegative = Int128.IsNegative(unscaled);
        UInt128 magnitude = (UInt128)(isNegative ? -unscaled : unscaled);
        Span<byte> digits = stackalloc byte[MaxDecimalText];
        magnitude.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        int length = 0;
        if (isNegative)
        {
            text[length++] = (byte)'-';
        }

        int whole = count - scale;
        if (whole > 0)
        {
            digits[..whole].CopyTo(text[length..]);
            length += whole;
        }
        else
        {
            text[length++] = (byte)'0';
        }

        if (scale == 0)
        {
            return length;
        }

        text[length++] = (byte)'.';
        for (; whole < 0; whole++)
        {
            text[length++] = (byte)'0';
        }

        digits[whole..count].CopyTo(text[length..]);
        return length + count - whole;
    }

    /// <summary>The double nearest to unscaled × 10^-scale.</summary>
    public static double ToDouble(Int128 unscaled, int scale)
    {
        // Digits and exponent as text: a division of two doubles would round twice.
        Span<byte> text = stackalloc byte[64];
        unscaled.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        text[length++] = (byte)'E';
        (-scale).TryFormat(text[length..], out int exponentLength, default, CultureInfo.InvariantCulture);
        return double.Parse(text[..(length + exponentLength)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest digits of a finite number: value = digits × 10^-scale.</summary>
    public static (long Digits, int Scale) ShortestDigits(double value)
    {
        Span<byte> text = stackalloc byte[MaxFloatText];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        return ReadDigits(text[..length]);
    }

    /// <inheritdoc cref="ShortestDigits(double)"/>
    public static (long Digits, int Scale) ShortestDigits(float value)
    {
        Span<byte> text = stackalloc byte[MaxFloatText];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        return ReadDigits(text[..length]);
    }

    private static (long Digits, int Scale) ReadDigits(ReadOnlySpan<byte> text)
    {
        long digits = 0;
        int scale = 0;
        bool negative = false;
        bool behindPoint = false;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'-':
                    negative = true;
                    break;
                case (byte)'.':
                    behindPoint = true;
                    break;
                case (byte)'E':
                    scale -= int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                    i = text.Length;
                    break;
                default:
                    digits = (digits * 10) + (text[i] - '0');
                    scale += behindPoint ? 1 : 0;
                    break;
            }
        }

        return (negative ? -digits : digits, scale);
    }
}
