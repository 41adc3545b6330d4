using System.Buffers;
using System.Collections;
using System.Data.SqlTypes;
using System.Text;
using System.Text.Unicode;
using Lakebase.Buffering;
using Lakebase.Schema;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>
/// Moves one column's boxed values, as <see cref="Microsoft.Spark.Sql.Row"/> holds them, into a column appender. It takes what the bridge
/// gives (each column's own type) and what Microsoft.Spark gives (int for a small long, double for a float, ArrayList, Spark's date types).
/// </summary>
internal sealed class ObjectAppender(SourceType type)
{
    private readonly ObjectAppender? _element = type.Element is null ? null : new ObjectAppender(type.Element);
    private readonly ObjectAppender? _key = type.Key is null ? null : new ObjectAppender(type.Key);
    private readonly ObjectAppender? _value = type.Value is null ? null : new ObjectAppender(type.Value);
    private readonly ObjectAppender[] _fields = [.. type.Fields.Select(field => new ObjectAppender(field.Type))];
    private byte[] _utf8 = [];

    /// <summary>Appends a value, or a null.</summary>
    /// <exception cref="ValueConversionException">The value is not of the column's type, or the table cannot hold it.</exception>
    public void Append(object? value, ColumnAppender appender)
    {
        if (value is null)
        {
            appender.Null();
            return;
        }

        switch (type.Kind)
        {
            case SourceTypeKind.Boolean when value is bool flag:
                appender.Boolean(flag);
                break;
            case SourceTypeKind.Byte or SourceTypeKind.Short or SourceTypeKind.Int or SourceTypeKind.Long or SourceTypeKind.YearMonthInterval
                when ToInt64(value) is { } whole:
                appender.Int64(whole);
                break;
            case SourceTypeKind.Float when value is float or double:
                appender.Single(value is float single ? single : (float)(double)value);
                break;
            case SourceTypeKind.Double when value is float or double:
                appender.Double(value is double number ? number : (float)value);
                break;
            case SourceTypeKind.Decimal when value is decimal or SqlDecimal:
                AppendDecimal(value, appender);
                break;
            case SourceTypeKind.String or SourceTypeKind.Variant when value is string text:
                AppendText(text, appender);
                break;
            case SourceTypeKind.Binary when value is byte[] bytes:
                appender.Bytes(bytes);
                break;
            case SourceTypeKind.Date when value is Date date:
                appender.Int64(CivilTime.Days(date.Year, date.Month, date.Day));
                break;
            case SourceTypeKind.Timestamp or SourceTypeKind.TimestampNtz when value is Timestamp time:
                appender.Int64(CivilTime.Microseconds(time));
                break;
            case SourceTypeKind.DayTimeInterval when value is TimeSpan interval:
                appender.Int64(interval.Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case SourceTypeKind.Time when value is TimeOnly time:
                appender.Int64(time.Ticks * TimeSpan.NanosecondsPerTick);
                break;
            case SourceTypeKind.Array when value is IList list:
                AppendArray(list, appender);
                break;
            case SourceTypeKind.Struct when value is Row row && row.Size() == _fields.Length:
                AppendStruct(row, appender);
                break;
            case SourceTypeKind.Map when value is IDictionary map:
                AppendMap(map, appender);
                break;
            default:
                throw new ValueConversionException(appender.Column, $"the row holds a {value.GetType()} there");
        }
    }

    private static long? ToInt64(object value) => value switch
    {
        int number => number,
        long number => number,
        short number => number,
        sbyte number => number,
        byte number => number,
        _ => null,
    };

    private void AppendArray(IList list, ColumnAppender appender)
    {
        bool hasNulls = false;
        foreach (object? element in list)
        {
            hasNulls |= element is null;
        }

        ColumnAppender elements = appender.BeginArray(list.Count, hasNulls);
        foreach (object? element in list)
        {
            _element!.Append(element, elements);
        }

        appender.EndArray();
    }

    private void AppendStruct(Row row, ColumnAppender appender)
    {
        appender.BeginStruct();
        for (int i = 0; i < _fields.Length; i++)
        {
            _fields[i].Append(row.Get(i), appender.Field(i));
        }

        appender.EndStruct();
    }

    private void AppendMap(IDictionary map, ColumnAppender appender)
    {
        (ColumnAppender keys, ColumnAppender values) = appender.BeginMap();
        foreach (DictionaryEntry entry in map)
        {
            _key!.Append(entry.Key, keys);
            _value!.Append(entry.Value, values);
        }

        appender.EndMap();
    }

    private void AppendDecimal(object value, ColumnAppender appender)
    {
        (Int128 unscaled, int scale) = DecimalDigits.Of(value);

        // One number has one encoding, as keys are compared by their bytes: bring it to the column's scale.
        appender.Decimal(DecimalDigits.Rescale(unscaled, ref scale, type.Scale), scale);
    }

    private void AppendText(string text, ColumnAppender appender)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < most)
        {
            _utf8 = new byte[Math.Max(most, 256)];
        }

        appender.Utf8(_utf8.AsSpan(0, Encode(text, _utf8)));
    }

    /// <summary>The text's bytes; half a surrogate pair keeps its own three, which the column's appender knows to be no UTF-8.</summary>
    private static int Encode(string text, Span<byte> utf8)
    {
        ReadOnlySpan<char> rest = text;
        int length = 0;
        while (true)
        {
            OperationStatus status =
                Utf8.FromUtf16(rest, utf8[length..], out int read, out int written, replaceInvalidSequences: false);
            length += written;
            if (status == OperationStatus.Done)
            {
                return length;
            }

            char half = rest[read];
            utf8[length++] = (byte)(0xe0 | (half >> 12));
            utf8[length++] = (byte)(0x80 | ((half >> 6) & 0x3f));
            utf8[length++] = (byte)(0x80 | (half & 0x3f));
            rest = rest[(read + 1)..];
        }
    }
}
