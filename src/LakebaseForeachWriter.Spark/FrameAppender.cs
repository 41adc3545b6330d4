using Lakebase.Buffering;
using Lakebase.Schema;

namespace Lakebase.Spark;

/// <summary>
/// Moves encoded rows (docs/protocol.md §4) into a row batch, value by value, without an object or a string on the way: a text's UTF-8
/// goes through as it is. Made once per schema.
/// </summary>
internal sealed class FrameAppender(SourceSchema schema)
{
    /// <summary>Decimals of up to 18 digits come as int64.</summary>
    internal const int MaxNarrowDecimalDigits = 18;

    private readonly SourceType[] _types = [.. schema.Columns.Select(column => column.Type)];

    /// <summary>Appends the next rows as complete rows.</summary>
    /// <exception cref="ValueConversionException">The table cannot hold a value; the rows before this one are in the batch, and the reader
    /// stands behind it.</exception>
    /// <exception cref="InvalidDataException">The bytes do not match the schema.</exception>
    public void Append(ref FrameReader reader, int count, RowBatch batch)
    {
        for (; count > 0; count--)
        {
            FrameReader row = reader;
            try
            {
                AppendRow(ref reader, batch.Appenders);
                batch.CompleteRow();
            }
            catch (ValueConversionException refused)
            {
                batch.AbandonRow();
                FrameSkipper.SkipRow(ref row, _types);
                reader = row;
                batch.RefuseRow(refused);
            }
            catch
            {
                batch.AbandonRow();
                throw;
            }
        }
    }

    private void AppendRow(ref FrameReader reader, ReadOnlySpan<ColumnAppender> appenders)
    {
        SourceType[] types = _types;
        ReadOnlySpan<byte> nulls = reader.NullBits(types.Length);
        for (int i = 0; i < types.Length; i++)
        {
            if (IsNull(nulls, i))
            {
                appenders[i].Null();
            }
            else
            {
                AppendValue(ref reader, types[i], appenders[i]);
            }
        }
    }

    private static void AppendValue(ref FrameReader reader, SourceType type, ColumnAppender appender)
    {
        switch (type.Kind)
        {
            case SourceTypeKind.Boolean:
                appender.Boolean(reader.Byte() != 0);
                break;
            case SourceTypeKind.Byte:
                appender.Int64((sbyte)reader.Byte());
                break;
            case SourceTypeKind.Short:
                appender.Int64(reader.Int16());
                break;
            case SourceTypeKind.Int or SourceTypeKind.Date or SourceTypeKind.YearMonthInterval:
                appender.Int64(reader.Int32());
                break;
            case SourceTypeKind.Long or SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz or SourceTypeKind.DayTimeInterval or SourceTypeKind.Time:
                appender.Int64(reader.Int64());
                break;
            case SourceTypeKind.Float:
                appender.Single(reader.Single());
                break;
            case SourceTypeKind.Double:
                appender.Double(reader.Double());
                break;
            case SourceTypeKind.Decimal:
                appender.Decimal(type.Precision <= MaxNarrowDecimalDigits ? reader.Int64() : reader.WideDecimal(), type.Scale);
                break;
            case SourceTypeKind.String or SourceTypeKind.Variant:
                appender.Utf8(reader.TakeWithLength());
                break;
            case SourceTypeKind.Binary:
                appender.Bytes(reader.TakeWithLength());
                break;
            case SourceTypeKind.Array:
                AppendArray(ref reader, type.Element!, appender);
                break;
            case SourceTypeKind.Struct:
                AppendStruct(ref reader, type, appender);
                break;
            case SourceTypeKind.Map:
                AppendMap(ref reader, type, appender);
                break;
            default:
                // A void column is always null.
                throw FrameReader.Malformed();
        }
    }

    private static void AppendArray(ref FrameReader reader, SourceType elementType, ColumnAppender appender)
    {
        int count = reader.Int32();
        ReadOnlySpan<byte> nulls = reader.NullBits(count);
        ColumnAppender element = appender.BeginArray(count, nulls.ContainsAnyExcept((byte)0));
        for (int i = 0; i < count; i++)
        {
            if (IsNull(nulls, i))
            {
                element.Null();
            }
            else
            {
                AppendValue(ref reader, elementType, element);
            }
        }

        appender.EndArray();
    }

    private static void AppendStruct(ref FrameReader reader, SourceType type, ColumnAppender appender)
    {
        IReadOnlyList<SourceColumn> fields = type.Fields;
        ReadOnlySpan<byte> nulls = reader.NullBits(fields.Count);
        appender.BeginStruct();
        for (int i = 0; i < fields.Count; i++)
        {
            ColumnAppender field = appender.Field(i);
            if (IsNull(nulls, i))
            {
                field.Null();
            }
            else
            {
                AppendValue(ref reader, fields[i].Type, field);
            }
        }

        appender.EndStruct();
    }

    /// <summary>A frame has all keys before all values: one reader goes on with the keys, the other with the values.</summary>
    private static void AppendMap(ref FrameReader reader, SourceType type, ColumnAppender appender)
    {
        int count = reader.Int32();
        FrameReader keys = reader;
        for (int i = 0; i < count; i++)
        {
            FrameSkipper.Skip(ref reader, type.Key!);
        }

        ReadOnlySpan<byte> nulls = reader.NullBits(count);
        (ColumnAppender keyAppender, ColumnAppender valueAppender) = appender.BeginMap();
        for (int i = 0; i < count; i++)
        {
            AppendValue(ref keys, type.Key!, keyAppender);
            if (IsNull(nulls, i))
            {
                valueAppender.Null();
            }
            else
            {
                AppendValue(ref reader, type.Value!, valueAppender);
            }
        }

        appender.EndMap();
    }

    internal static bool IsNull(ReadOnlySpan<byte> nulls, int index) => (nulls[index >> 3] & (1 << (index & 7))) != 0;
}
