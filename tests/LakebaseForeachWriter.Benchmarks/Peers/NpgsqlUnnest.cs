using System.Globalization;
using Lakebase.Benchmarks.Shapes;
using Npgsql;

namespace Lakebase.Benchmarks.Peers;

/// <summary>Debezium's shape: INSERT … SELECT FROM unnest with an array per column, made of the rows' values, prepared, in a transaction.</summary>
internal sealed class NpgsqlUnnest<TRow>(Shape<TRow> shape, bool upsert, NpgsqlConnection connection) : NpgsqlPeer<TRow>(connection)
{
    private readonly string _sql =
        $"INSERT INTO {shape.Name} ({shape.ColumnList}) SELECT * FROM unnest("
        + string.Join(", ", shape.Columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}::{column.Type}[]")))
        + ")" + (upsert ? shape.OnConflict : "");

    public override string Name => "unnest (Npgsql)";

    protected override async Task FlushAsync(TRow[] rows, int from, int count)
    {
        await using NpgsqlTransaction transaction = await Connection.BeginTransactionAsync();
        await using NpgsqlCommand command = new(_sql, Connection, transaction);
        foreach (Column<TRow> column in shape.Columns)
        {
            command.Parameters.Add(column.ArrayParameter(rows.AsSpan(from, count)));
        }

        // Known to the connection after the first time.
        await command.PrepareAsync();
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
