using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>boolean → boolean: one byte, 0 or 1.</summary>
internal sealed class BooleanAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Boolean(bool value) => Buffer.AppendField(1)[0] = value ? (byte)1 : (byte)0;
}
