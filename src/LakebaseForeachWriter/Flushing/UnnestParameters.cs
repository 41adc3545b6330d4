using Lakebase.Buffering;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>What a statement unnests: columns of a batch as the arrays of an <see cref="UnnestSource"/>, or whole rows.</summary>
internal static class UnnestParameters
{
    /// <summary>Adds the parameters of a step's rows.</summary>
    public static void Add(NpgsqlParameterCollection parameters, RowBatch batch, IReadOnlyList<int> ordinals, WriteStep step)
    {
        foreach (int ordinal in ordinals)
        {
            ColumnMapping column = batch.Mapping.Columns[ordinal];
            ColumnBuffer buffer = batch.Columns[ordinal];
            ReadOnlyMemory<int> rows = step.RowsOf(ordinal);
            if (!column.IsArray)
            {
                parameters.Add(Parameter(column.WireType, new EncodedColumn(buffer, rows, column.WireType.Oid)));
                continue;
            }

            ArrayColumnSlices slices = new(buffer, rows);
            ReadOnlyMemory<int> bounds = Enumerable.Range(0, rows.Length).ToArray();
            parameters.Add(Parameter(column.WireType, new EncodedElements(slices, column.WireType.Oid)));
            parameters.Add(Parameter(WireType.Integer, new EncodedColumn(slices.First, bounds, WireType.Integer.Oid)));
            parameters.Add(Parameter(WireType.Integer, new EncodedColumn(slices.Last, bounds, WireType.Integer.Oid)));
        }
    }

    /// <summary>
    /// A step's rows as one array of the table's row type. Npgsql does not know the types of tables, and need not: the statement's cast tells
    /// the server what an unknown parameter is.
    /// </summary>
    public static NpgsqlParameter<EncodedArray> Rows(TableMapping mapping, RowBatch batch, WriteStep step) =>
        new() { DataTypeName = "unknown", TypedValue = new EncodedRows(new RowArrayEncoder(mapping, batch, step)) };

    private static NpgsqlParameter<EncodedArray> Parameter(WireType elementType, EncodedArray value) =>
        new() { DataTypeName = elementType.ArrayName, TypedValue = value };
}
