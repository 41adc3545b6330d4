using Lakebase.Buffering;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>The parameters of an <see cref="UnnestSource"/>: columns of a batch as arrays, in the source's order.</summary>
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

    private static NpgsqlParameter<EncodedArray> Parameter(WireType elementType, EncodedArray value) =>
        new() { DataTypeName = elementType.ArrayName, TypedValue = value };
}
