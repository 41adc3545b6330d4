using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Frames;

/// <summary>
/// Encodes rows of .NET values in one schema, for <c>CreateDataFrame</c>. It takes what <see cref="Microsoft.Spark.Sql.Row"/> gives and the
/// usual .NET equivalents (a <see cref="DateTime"/>, a list, a dictionary, an int for a bigint column). Thread-safe.
/// </summary>
internal sealed class RowEncoder
{
    private readonly StructType _schema;
    private readonly ValueWriter[] _columns;

    /// <exception cref="NotSupportedException">A column's type cannot be carried; the message names the column.</exception>
    public RowEncoder(StructType schema) : this(schema, "")
    {
    }

    internal RowEncoder(StructType schema, string path)
    {
        _schema = schema;
        _columns = schema.Fields.Select(f => ValueWriter.For(f.DataType, ColumnPath.Field(path, f.Name), f.IsNullable)).ToArray();
    }

    /// <exception cref="ArgumentException">A value does not fit its column; the message names the column and the value's type.</exception>
    public void Write(FrameWriter writer, IReadOnlyList<object?> values)
    {
        if (values.Count != _columns.Length)
        {
            throw new ArgumentException($"A row has {values.Count} values, and its schema {_schema.SimpleString} has {_columns.Length} fields.", nameof(values));
        }

        int nulls = writer.WriteNullBitmap(_columns.Length);
        for (int i = 0; i < _columns.Length; i++)
        {
            if (!_columns[i].TryWrite(writer, values[i]))
            {
                writer.SetNull(nulls, i);
            }
        }
    }
}
