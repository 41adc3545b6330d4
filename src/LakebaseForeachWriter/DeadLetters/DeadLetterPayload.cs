using System.Globalization;
using Lakebase.Buffering;
using Lakebase.Flushing;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.DeadLetters;

/// <summary>
/// A row as JSON, made by the server from the very bytes that the table refused: no value is encoded a second time. The values have the
/// types in which they travel, not the table's, since a cast may be what failed; JSON texts stay texts, since nobody knows whether they are
/// any.
/// </summary>
internal sealed class DeadLetterPayload
{
    private readonly TableMapping _mapping;

    /// <summary>The payload of a mapping's rows.</summary>
    public DeadLetterPayload(TableMapping mapping)
    {
        _mapping = mapping;
        IEnumerable<string> values = mapping.Columns.Select((column, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{Value(column, i + 1)} AS {SqlIdentifier.Quote(column.Source.Name)}"));
        From = $"(SELECT {string.Join(", ", values)}) AS p";
    }

    /// <summary>The row as a FROM item: <c>row_to_json(p)</c> is the payload.</summary>
    public string From { get; }

    /// <summary>How many parameters come first, one for each column.</summary>
    public int ParameterCount => _mapping.Columns.Count;

    /// <summary>Adds the parameters of a row.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters, RowBatch batch, int row)
    {
        for (int i = 0; i < _mapping.Columns.Count; i++)
        {
            ColumnMapping column = _mapping.Columns[i];
            ColumnBuffer buffer = batch.Columns[i];
            WireType type = TypeOf(column);
            if (!column.IsArray)
            {
                int prefix = column.WireType == WireType.Jsonb ? 1 : 0;
                parameters.Add(Parameter(type, new EncodedField(buffer, row, prefix, type.Oid)));
            }
            else if (buffer.IsNull(row))
            {
                parameters.Add(new NpgsqlParameter { DataTypeName = type.ArrayName, Value = DBNull.Value });
            }
            else
            {
                parameters.Add(Parameter(type, new EncodedValue(buffer, row)));
            }
        }
    }

    /// <summary>The row in the format of <c>COPY … (FORMAT BINARY)</c>, for what even JSON cannot hold.</summary>
    public static byte[] Bytes(RowBatch batch, int row)
    {
        CopyEncoder encoder = new(batch, WriteStep.Write(new[] { row }));
        using MemoryStream bytes = new();
        Span<byte> chunk = stackalloc byte[1024];
        int length;
        while ((length = encoder.Read(chunk)) > 0)
        {
            bytes.Write(chunk[..length]);
        }

        return bytes.ToArray();
    }

    private static string Value(ColumnMapping column, int parameter) => column.IsArray
        ? string.Create(CultureInfo.InvariantCulture, $"${parameter}::{TypeOf(column).ArrayName}")
        : string.Create(CultureInfo.InvariantCulture, $"(${parameter}::{TypeOf(column).ArrayName})[1]");

    // jsonb would refuse what the table has perhaps refused it for, such as \u0000; its bytes are JSON behind one byte.
    private static WireType TypeOf(ColumnMapping column)
    {
        bool isJson = !column.IsArray && (column.WireType == WireType.Json || column.WireType == WireType.Jsonb);
        return !isJson ? column.WireType : column.Source.Type.Kind == SourceTypeKind.String ? WireType.Text : WireType.Json;
    }

    private static NpgsqlParameter<EncodedArray> Parameter(WireType elementType, EncodedArray value) =>
        new() { DataTypeName = elementType.ArrayName, TypedValue = value };
}
