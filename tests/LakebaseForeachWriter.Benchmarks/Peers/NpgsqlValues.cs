using System.Globalization;
using System.Text;
using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>
/// RisingWave's shape: INSERT … VALUES with all rows of a flush spelled out, prepared once and kept, between BEGIN and COMMIT: three round
/// trips. Where a flush has more parameters than a statement may, its statements go together.
/// </summary>
internal sealed class NpgsqlValues<TRow>(Shape<TRow> shape, bool upsert, NpgsqlConnection connection) : NpgsqlPeer<TRow>(connection)
{
    private const int MaxParameters = 65_535;

    private readonly Dictionary<int, NpgsqlBatch> _prepared = [];

    public override string Name => "VALUES, cached (Npgsql)";

    protected override async Task PrepareAsync(int flush)
    {
        if (_prepared.ContainsKey(flush))
        {
            return;
        }

        NpgsqlBatch batch = new(Connection);
        int columns = shape.Columns.Count;
        int statements = ((flush * columns) + MaxParameters - 1) / MaxParameters;
        for (int i = 0, left = flush; i < statements; i++)
        {
            int rows = left / (statements - i);
            left -= rows;
            NpgsqlBatchCommand command = new(Sql(rows));
            for (int row = 0; row < rows; row++)
            {
                foreach (Column<TRow> column in shape.Columns)
                {
                    command.Parameters.Add(column.Parameter());
                }
            }

            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync();
        _prepared.Add(flush, batch);
    }

    protected override async Task FlushAsync(TRow[] rows, int from, int count)
    {
        NpgsqlBatch batch = _prepared[count];
        int row = from;
        foreach (NpgsqlBatchCommand command in batch.BatchCommands)
        {
            for (int i = 0; i < command.Parameters.Count; row++)
            {
                foreach (Column<TRow> column in shape.Columns)
                {
                    column.Set(command.Parameters[i++], rows[row]);
                }
            }
        }

        await ExecuteAsync("BEGIN");
        await batch.ExecuteNonQueryAsync();
        await ExecuteAsync("COMMIT");
    }

    private string Sql(int rows)
    {
        StringBuilder sql = new($"INSERT INTO {shape.Name} ({shape.ColumnList}) VALUES ");
        int parameter = 0;
        for (int i = 0; i < rows; i++)
        {
            sql.Append(i == 0 ? "(" : ", (");
            sql.AppendJoin(", ", shape.Columns.Select(_ => string.Create(CultureInfo.InvariantCulture, $"${++parameter}"))).Append(')');
        }

        return sql.Append(upsert ? shape.OnConflict : "").ToString();
    }
}
