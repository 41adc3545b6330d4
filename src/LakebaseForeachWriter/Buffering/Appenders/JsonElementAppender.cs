using System.Text.Json;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>A value inside of a JSON document. A value that holds others writes them by the appenders that it hands out.</summary>
internal sealed class JsonElementAppender : ColumnAppender
{
    private readonly SourceType _type;
    private readonly Utf8JsonWriter _json;
    private readonly bool _asJsonb;
    private readonly JsonElementAppender? _inner;
    private readonly JsonKeyAppender? _key;
    private readonly JsonElementAppender[] _fields;
    private readonly JsonEncodedText[] _names;

    public JsonElementAppender(ColumnBuffer buffer, ColumnMapping column, SourceType type, Utf8JsonWriter json)
        : base(buffer, column)
    {
        _type = type;
        _json = json;
        _asJsonb = column.WireType == WireType.Jsonb;
        _inner = (type.Element ?? type.Value) is { } inner ? new JsonElementAppender(buffer, column, inner, json) : null;
        _key = type.Key is null ? null : new JsonKeyAppender(buffer, column, type.Key, json);
        _fields = [.. type.Fields.Select(field => new JsonElementAppender(buffer, column, field.Type, json))];
        _names = [.. type.Fields.Select(field => JsonEncodedText.Encode(field.Name, JsonScratch.Encoder))];
    }

    protected override bool TakesNull => true;

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
        if (!StorableText.IsStorable(value))
        {
            if (Repaired(value) is not { } repaired)
            {
                return;
            }

            value = repaired;
        }

        if (_type.Kind != SourceTypeKind.Variant)
        {
            _json.WriteStringValue(value);
            return;
        }

        if (_asJsonb && EscapedNul.IsIn(value))
        {
            if (!Replaces(EscapedNul.Misfit))
            {
                return;
            }

            value = EscapedNul.Replace(value);
        }

        _json.WriteRawValue(value, skipInputValidation: true);
    }

    public override void Bytes(ReadOnlySpan<byte> value) => _json.WriteBase64StringValue(value);

    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        _json.WriteStartArray();
        return _inner!;
    }

    public override void EndArray() => _json.WriteEndArray();

    public override void BeginStruct() => _json.WriteStartObject();

    public override ColumnAppender Field(int index)
    {
        _json.WritePropertyName(_names[index]);
        return _fields[index];
    }

    public override void EndStruct() => _json.WriteEndObject();

    public override (ColumnAppender Keys, ColumnAppender Values) BeginMap()
    {
        _json.WriteStartObject();
        return (_key!, _inner!);
    }

    public override void EndMap() => _json.WriteEndObject();

    // JSON has no such numbers; Spark's to_json writes them as texts as well.
    private void WriteNonFinite(double value) =>
        _json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
}
