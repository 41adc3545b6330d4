using System.Text;
using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

/// <summary>Batches of a table with a bigint key and a text.</summary>
internal static class Batches
{
    public static RowBatch Keyed(params (long? Key, string? Text)[] rows) => Keyed(mapping => mapping, rows);

    public static RowBatch Keyed(Func<TableMapping, TableMapping> change, params (long? Key, string? Text)[] rows)
    {
        TargetTable table = Targets.Table(new TargetColumn("k", Targets.Bigint), new TargetColumn("v", Targets.Text)) with
        {
            UniqueIndexes = [new UniqueIndex("t_k", ["k"])],
        };
        RowBatch batch = new(change(SchemaMapper.Map(
            new SourceSchema(Sources.Column("k", "bigint"), Sources.Column("v", "string")), table, new MappingRequest(["k"]))));
        foreach ((long? key, string? text) in rows)
        {
            Append(batch, key, text);
        }

        return batch;
    }

    public static void Append(RowBatch batch, long? key, string? text)
    {
        if (key is { } number)
        {
            batch.Appenders[0].Int64(number);
        }
        else
        {
            batch.Appenders[0].Null();
        }

        if (text is null)
        {
            batch.Appenders[1].Null();
        }
        else
        {
            batch.Appenders[1].Utf8(Encoding.UTF8.GetBytes(text));
        }

        batch.CompleteRow();
    }
}
