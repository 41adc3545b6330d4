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

    /// <summary>Why magnitude × 10^-scale does not fit, or null.</summary>
    public string? Misfit(UInt128 magnitude, int scale)
    {
        if (!IsLimited || magnitude == UInt128.Zero)
        {
            return null;
        }

        int surplus = scale - _scale;
        if (surplus > 0 && (surplus > PowersOfTen.MaxExponent || magnitude % PowersOfTen.UInt128(surplus) != UInt128.Zero))
        {
            return $"the number has more than {_scale} digits behind the point, and they would be lost";
        }

        int limit = _precision - _scale + scale;
        bool overflows = limit <= 0 || (limit <= PowersOfTen.MaxExponent && magnitude >= PowersOfTen.UInt128(limit));
        return overflows ? $"the number has more than {_precision - _scale} digits before the point" : null;
    }
}
