using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>Whole numbers, microseconds → bigint.</summary>
internal sealed class BigintAppender(ColumnBuffer buffer, ColumnMapping column) : ColumnAppender(buffer, column)
{
    public override void Int64(long value) => Buffer.AppendInt64(value);
}
