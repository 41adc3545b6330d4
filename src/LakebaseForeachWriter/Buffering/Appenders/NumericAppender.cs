using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Any number → numeric. A binary fraction goes by its shortest decimal digits: 0.1 as 0.1.</summary>
internal sealed class NumericAppender(ColumnBuffer buffer, ColumnMapping column, int modifier) : ColumnAppender(buffer, column)
{
    private static readonly Misfit NoInfinity = new(InvalidValueReason.Infinity, "a numeric with a precision holds no infinity");

    private readonly NumericModifier _modifier = new(modifier);

    public override void Int64(long value) => Decimal(value, 0);

    public override void Single(float value)
    {
        if (float.IsFinite(value))
        {
            (long digits, int scale) = NumericText.ShortestDigits(value);
            Decimal(digits, scale);
        }
        else
        {
            AppendNonFinite(value);
        }
    }

    public override void Double(double value)
    {
        if (double.IsFinite(value))
        {
            (long digits, int scale) = NumericText.ShortestDigits(value);
            Decimal(digits, scale);
        }
        else
        {
            AppendNonFinite(value);
        }
    }

    public override void Decimal(Int128 unscaled, int scale)
    {
        bool isNegative = Int128.IsNegative(unscaled);
        UInt128 magnitude = (UInt128)(isNegative ? -unscaled : unscaled);
        if (_modifier.FindMisfit(magnitude, scale) is { } misfit)
        {
            if (!Replaces(misfit))
            {
                return;
            }

            (magnitude, scale) = _modifier.Nearest(magnitude, scale);
        }

        NumericEncoder.Append(Buffer, isNegative, magnitude, scale);
    }

    private void AppendNonFinite(double value)
    {
        if (double.IsNaN(value))
        {
            NumericEncoder.AppendNaN(Buffer);
        }
        else if (!_modifier.IsLimited)
        {
            NumericEncoder.AppendInfinity(Buffer, double.IsNegativeInfinity(value));
        }
        else if (Replaces(NoInfinity))
        {
            (UInt128 magnitude, int scale) = _modifier.Largest;
            NumericEncoder.Append(Buffer, double.IsNegativeInfinity(value), magnitude, scale);
        }
    }
}
