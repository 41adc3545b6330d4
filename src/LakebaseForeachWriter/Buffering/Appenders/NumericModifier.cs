namespace Lakebase.Buffering.Appenders;

/// <summary>
/// The precision and scale of a numeric column. PostgreSQL rounds what has more digits without a word, so lost digits are refused here.
/// </summary>
internal readonly struct NumericModifier
{
    // VARHDRSZ, by which every type modifier is shifted.
    private const int ModifierOffset = 4;

    private readonly int _precision;
    private readonly int _scale;

    /// <summary>Reads <c>atttypmod</c>; -1 = no limits.</summary>
    public NumericModifier(int modifier)
    {
        IsLimited = modifier >= ModifierOffset;
        if (IsLimited)
        {
            int packed = modifier - ModifierOffset;
            _precision = (packed >> 16) & 0xffff;

            // Eleven bits with sign: from PostgreSQL 15 on a scale may be negative or larger than the precision.
            _scale = ((packed & 0x7ff) ^ 1024) - 1024;
        }
    }

    /// <summary>Whether the column has a precision.</summary>
    public bool IsLimited { get; }

    /// <summary>The largest number that fits, as digits and scale. Of more than 38 nines it has the first 38.</summary>
    public (UInt128 Magnitude, int Scale) Largest
    {
        get
        {
            int digits = Math.Min(_precision, PowersOfTen.MaxExponent);
            return (PowersOfTen.UInt128(digits) - 1, _scale - (_precision - digits));
        }
    }

    /// <summary>Why magnitude × 10^-scale does not fit, or null.</summary>
    public Misfit? FindMisfit(UInt128 magnitude, int scale)
    {
        if (!IsLimited || magnitude == UInt128.Zero)
        {
            return null;
        }

        int surplus = scale - _scale;
        if (surplus > 0 && (surplus > PowersOfTen.MaxExponent || magnitude % PowersOfTen.UInt128(surplus) != UInt128.Zero))
        {
            return new Misfit(
                InvalidValueReason.LostDigits, $"the number has more than {_scale} digits behind the point, and they would be lost");
        }

        return Overflows(magnitude, scale)
            ? new Misfit(InvalidValueReason.OutOfRange, $"the number has more than {_precision - _scale} digits before the point")
            : null;
    }

    /// <summary>The number that fits and is nearest to magnitude × 10^-scale; of two, the one farther from zero, as PostgreSQL
    /// rounds.</summary>
    public (UInt128 Magnitude, int Scale) Nearest(UInt128 magnitude, int scale)
    {
        int surplus = scale - _scale;
        if (surplus > PowersOfTen.MaxExponent)
        {
            return (UInt128.Zero, _scale);
        }

        if (surplus > 0)
        {
            UInt128 unit = PowersOfTen.UInt128(surplus);
            (magnitude, UInt128 rest) = UInt128.DivRem(magnitude, unit);
            magnitude += rest >= unit - rest ? UInt128.One : UInt128.Zero;
            scale = _scale;
        }

        return Overflows(magnitude, scale) ? Largest : (magnitude, scale);
    }

    private bool Overflows(UInt128 magnitude, int scale)
    {
        int limit = _precision - _scale + scale;
        return limit <= 0 ? magnitude != UInt128.Zero : limit <= PowersOfTen.MaxExponent && magnitude >= PowersOfTen.UInt128(limit);
    }
}
