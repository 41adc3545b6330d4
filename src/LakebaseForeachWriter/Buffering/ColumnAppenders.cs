using Lakebase.Schema;

namespace Lakebase.Buffering;

/// <summary>Chooses a column's appender, once per schema.</summary>
internal static class ColumnAppenders
{
    public static ColumnAppender Create(ColumnMapping column, ColumnBuffer buffer) =>
        throw new InvalidOperationException($"No encoder for {column.Source.Type} as {column.WireType.Name}.");
}
