using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.UnitTests.FlushLoop;

/// <summary>Batches of one column of numbers.</summary>
internal static class NumberBatch
{
    public static RowBatch Create()
    {
        SourceColumn source = new("id", SourceType.Of(SourceTypeKind.Long));
        TargetColumn target = new("id", new TargetType(WireType.Bigint.Oid, WireType.Bigint.Name));
        TargetTable table = new(QualifiedName.Parse("public.t"), [target], []);
        return new RowBatch(new TableMapping(table, [new ColumnMapping(0, source, target, WireType.Bigint)], []));
    }

    public static void Add(RowBatch batch, int value)
    {
        batch.Appenders[0].Int64(value);
        batch.CompleteRow();
    }
}
