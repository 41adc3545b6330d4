using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Frames;

/// <summary>Turns encoded rows into <see cref="Row"/>s of one schema. Thread-safe: it holds nothing but its plan.</summary>
internal sealed class RowDecoder
{
    private readonly StructType _schema;
    private readonly ValueReader[] _columns;

    /// <exception cref="NotSupportedException">A column's type cannot be carried; the message names the column.</exception>
    public RowDecoder(StructType schema) : this(schema, "")
    {
    }

    internal RowDecoder(StructType schema, string path)
    {
        _schema = schema;
        _columns = schema.Fields.Select(f => ValueReaders.For(f.DataType, ColumnPath.Field(path, f.Name))).ToArray();
    }

    /// <exception cref="FrameException">The bytes are no row of this schema.</exception>
    /// <exception cref="OverflowException">A value does not fit its .NET type; the message names the column.</exception>
    public Row Read(ref RowFrameReader reader)
    {
        ValueReader[] columns = _columns;
        var values = new object?[columns.Length];
        NullBitmap nulls = reader.ReadNullBitmap(columns.Length);
        for (int i = 0; i < columns.Length; i++)
        {
            if (!nulls.IsNull(i))
            {
                values[i] = columns[i].Read(ref reader);
            }
        }

        return new Row(values!, _schema);
    }
}
