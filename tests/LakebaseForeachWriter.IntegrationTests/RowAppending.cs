using System.Text;
using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.IntegrationTests;

/// <summary>Appends rows that tests write as objects: what Spark's decoder does with bytes.</summary>
internal static class RowAppending
{
    /// <summary>Appends the rows to the writer, one window after the other.</summary>
    public static async Task AppendAsync(this LakebaseWriter writer, IEnumerable<object?[]> rows, CancellationToken cancellationToken = default)
    {
        AppendWindow window = await writer.BeginAppendAsync(cancellationToken);
        try
        {
            foreach (object?[] row in rows)
            {
                if (window.Batch.RowCount >= window.RowLimit)
                {
                    window = await writer.ContinueAppendAsync(cancellationToken);
                }

                AppendRow(window.Batch, row);
            }
        }
        finally
        {
            writer.EndAppend();
        }
    }

    private static void AppendRow(RowBatch batch, object?[] row)
    {
        for (int i = 0; i < batch.Appenders.Length; i++)
        {
            ColumnMapping column = batch.Mapping.Columns[i];
            AppendValue(batch.Appenders[i], column.Source.Type, row[column.SourceOrdinal]);
        }

        batch.CompleteRow();
    }

    private static void AppendValue(ColumnAppender appender, SourceType type, object? value)
    {
        switch (value)
        {
            case null:
                appender.Null();
                break;
            case bool flag:
                appender.Boolean(flag);
                break;
            case sbyte or short or int or long:
                appender.Int64(Convert.ToInt64(value));
                break;
            case float number:
                appender.Single(number);
                break;
            case double number:
                appender.Double(number);
                break;
            case Int128 unscaled:
                appender.Decimal(unscaled, type.Scale);
                break;
            case string text:
                appender.Utf8(Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                appender.Bytes(bytes);
                break;
            case object?[] fields when type.Kind == SourceTypeKind.Struct:
                appender.BeginStruct();
                for (int i = 0; i < fields.Length; i++)
                {
                    AppendValue(appender.Field(i), type.Fields[i].Type, fields[i]);
                }

                appender.EndStruct();
                break;
            case (object Key, object? Value)[] entries:
                (ColumnAppender keys, ColumnAppender values) = appender.BeginMap();
                foreach ((object key, object? entryValue) in entries)
                {
                    AppendValue(keys, type.Key!, key);
                    AppendValue(values, type.Value!, entryValue);
                }

                appender.EndMap();
                break;
            case object?[] items:
                ColumnAppender elements = appender.BeginArray(items.Length, items.Contains(null));
                foreach (object? item in items)
                {
                    AppendValue(elements, type.Element!, item);
                }

                appender.EndArray();
                break;
            default:
                throw new ArgumentException($"No appender for {value.GetType()}.");
        }
    }
}
