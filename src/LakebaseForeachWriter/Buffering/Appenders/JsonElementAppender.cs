using System.Text.Json;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>One element of an array that is written as JSON.</summary>
internal sealed class JsonElementAppender : ColumnAppender
{
    private readonly SourceType _type;
    private readonly Utf8JsonWriter _json;
    private readonly JsonElementAppender? _inner;

    public JsonElementAppender(ColumnBuffer buffer, ColumnMapping column, SourceType type, Utf8JsonWriter json)
        : base(buffer, column)
    {
        _type = type;
        _json = json;
        _inner = type.Element is null ? null : new JsonElementAppender(buffer, column, type.Element, json);
    }

    public override void Null() => _json.WriteNullValue();

    public override void Boolean(bool value) => _json.WriteBooleanValue(value);

    public override void Int64(long value)
    {
        Span<byte> text = stackalloc byte[CalendarText.MaxLength];
        switch (_type.Kind)
        {
            case SourceTypeKind.Date:
                _json.WriteStringValue(text[..CalendarText.FormatDay(value, text)]);
                break;
            case SourceTypeKind.Timestamp:
                _json.WriteStringValue(text[..CalendarText.FormatMicrosecond(value, isUtc: true, text)]);
                break;
            case SourceTypeKind.TimestampNtz:
                _json.WriteStringValue(text[..CalendarText.FormatMicrosecond(value, isUtc: false, text)]);
                break;
            case SourceTypeKind.Time:
                _json.WriteStringValue(text[..CalendarText.FormatTimeOfDay(value / 1_000, text)]);
                break;
            default:
                _json.WriteNumberValue(value);
                break;
        }
    }

    public override void Single(float value)
    {
        if (float.IsFinite(value))
        {
            _json.WriteNumberValue(value);
        }
        else
        {
            WriteNonFinite(value);
        }
    }

    public override void Double(double value)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumberValue(value);
        }
        else
        {
            WriteNonFinite(value);
        }
    }

    public override void Decimal(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[NumericText.MaxDecimalText];
        _json.WriteRawValue(text[..NumericText.Format(unscaled, scale, text)], skipInputValidation: true);
    }

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        if (TextAppender.Misfit(value) is { } reason)
        {
            throw Refused(reason);
        }

        if (_type.Kind == SourceTypeKind.Variant)
        {
            _json.WriteRawValue(value, skipInputValidation: true);
        }
        else
        {
            _json.WriteStringValue(value);
        }
    }

    public override void Bytes(ReadOnlySpan<byte> value) => _json.WriteBase64StringValue(value);

    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        _json.WriteStartArray();
        return _inner!;
    }

    public override void EndArray() => _json.WriteEndArray();

    // JSON has no such numbers; Spark's to_json writes them as texts as well.
    private void WriteNonFinite(double value) =>
        _json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
}
