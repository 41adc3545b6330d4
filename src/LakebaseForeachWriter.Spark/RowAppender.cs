using Lakebase.Buffering;
using Lakebase.Schema;
using Microsoft.Spark.Sql;

namespace Lakebase.Spark;

/// <summary>Moves a <see cref="Row"/> into a row batch. Made once per schema; not thread-safe.</summary>
internal sealed class RowAppender(SourceSchema schema)
{
    private readonly ObjectAppender[] _columns = [.. schema.Columns.Select(column => new ObjectAppender(column.Type))];

    /// <summary>Appends the row as a complete row.</summary>
    /// <exception cref="ValueConversionException">The table cannot hold a value; the batch is as before.</exception>
    /// <exception cref="ArgumentException">The row has another number of columns than the schema.</exception>
    public void Append(Row row, RowBatch batch)
    {
        if (row.Size() != _columns.Length)
        {
            throw new ArgumentException($"The row has {row.Size()} columns, and the writer was made for {_columns.Length}: give it the schema of the frame it writes.", nameof(row));
        }

        try
        {
            ReadOnlySpan<ColumnAppender> appenders = batch.Appenders;
            for (int i = 0; i < _columns.Length; i++)
            {
                _columns[i].Append(row.Get(i), appenders[i]);
            }

            batch.CompleteRow();
        }
        catch (ValueConversionException refused)
        {
            batch.RefuseRow(refused);
        }
        catch
        {
            batch.AbandonRow();
            throw;
        }
    }
}
