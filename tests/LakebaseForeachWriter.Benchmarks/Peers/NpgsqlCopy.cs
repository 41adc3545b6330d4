using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>Raw Npgsql: its binary importer in a plain loop, a COPY per flush.</summary>
internal sealed class NpgsqlCopy<TRow>(Shape<TRow> shape, NpgsqlConnection connection) : NpgsqlPeer<TRow>(connection)
{
    public override string Name => "Npgsql binary COPY";

    protected override async Task FlushAsync(TRow[] rows, int from, int count)
    {
        await using NpgsqlBinaryImporter importer =
            await Connection.BeginBinaryImportAsync($"COPY {shape.Name} ({shape.ColumnList}) FROM STDIN (FORMAT BINARY)");
        for (int i = from; i < from + count; i++)
        {
            shape.Write(importer, rows[i]);
        }

        await importer.CompleteAsync();
    }
}
