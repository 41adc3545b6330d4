using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>A column that does not go into the table: the values are forgotten.</summary>
internal sealed class DiscardAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Boolean(bool value) => Null();

    public override void Int64(long value) => Null();

    public override void Single(float value) => Null();

    public override void Double(double value) => Null();

    public override void Decimal(Int128 unscaled, int scale) => Null();

    public override void Utf8(ReadOnlySpan<byte> value) => Null();

    public override void Bytes(ReadOnlySpan<byte> value) => Null();
}
