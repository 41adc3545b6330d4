using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>float, double, decimal → double precision. A decimal becomes the nearest double.</summary>
internal sealed class DoublePrecisionAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Single(float value) => Double(value);

    public override void Double(double value) => Buffer.AppendInt64(BitConverter.DoubleToInt64Bits(value));

    public override void Decimal(Int128 unscaled, int scale) => Double(NumericText.ToDouble(unscaled, scale));
}
