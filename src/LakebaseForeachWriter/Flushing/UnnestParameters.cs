using Lakebase.Buffering;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>The parameters of <see cref="InsertSql.FromUnnest"/>: the batch's columns as arrays, in the statement's order.</summary>
internal static class UnnestParameters
{
    /// <summary>Adds the parameters of the request's rows.</summary>
    public static void Add(NpgsqlParameterCollection parameters, FlushRequest request)
    {
        IReadOnlyList<ColumnMapping> columns = request.Batch.Mapping.Columns;
        for (int i = 0; i < columns.Count; i++)
        {
            ColumnMapping column = columns[i];
            ColumnBuffer buffer = request.Batch.Columns[i];
            if (!column.IsArray)
            {
                parameters.Add(Parameter(column.WireType, new EncodedColumn(buffer, request.Rows, column.WireType.Oid)));
                continue;
            }

            ArrayColumnSlices slices = new(buffer, request.Rows);
            ReadOnlyMemory<int> bounds = Enumerable.Range(0, request.Rows.Length).ToArray();
            parameters.Add(Parameter(column.WireType, new EncodedElements(slices, column.WireType.Oid)));
            parameters.Add(Parameter(WireType.Integer, new EncodedColumn(slices.First, bounds, WireType.Integer.Oid)));
            parameters.Add(Parameter(WireType.Integer, new EncodedColumn(slices.Last, bounds, WireType.Integer.Oid)));
        }
    }

    private static NpgsqlParameter<EncodedArray> Parameter(WireType elementType, EncodedArray value) =>
        new() { DataTypeName = elementType.ArrayName, TypedValue = value };
}
