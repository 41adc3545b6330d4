using System.Text.Json;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>
/// A map's key as the name of a JSON member: a text as it is, any other value as the text that stands for it as a value (1.50, true,
/// 2024-02-29), an array or struct as its JSON.
/// </summary>
internal sealed class JsonKeyAppender : ColumnAppender
{
    private readonly Utf8JsonWriter _json;
    private readonly JsonScratch _scratch = new();
    private readonly JsonElementAppender _value;

    public JsonKeyAppender(ColumnBuffer buffer, ColumnMapping column, SourceType type, Utf8JsonWriter json)
        : base(buffer, column)
    {
        _json = json;
        _value = new JsonElementAppender(buffer, column, type, _scratch.Json);
    }

    public override void Null() => throw Refused("a map's key is null");

    public override void Boolean(bool value)
    {
        _scratch.Reset();
        _value.Boolean(value);
        WriteName();
    }

    public override void Int64(long value)
    {
        _scratch.Reset();
        _value.Int64(value);
        WriteName();
    }

    public override void Single(float value)
    {
        _scratch.Reset();
        _value.Single(value);
        WriteName();
    }

    public override void Double(double value)
    {
        _scratch.Reset();
        _value.Double(value);
        WriteName();
    }

    public override void Decimal(Int128 unscaled, int scale)
    {
        _scratch.Reset();
        _value.Decimal(unscaled, scale);
        WriteName();
    }

    public override void Bytes(ReadOnlySpan<byte> value)
    {
        _scratch.Reset();
        _value.Bytes(value);
        WriteName();
    }

    public override void Utf8(ReadOnlySpan<byte> value)
    {
        if (TextAppender.Misfit(value) is { } reason)
        {
            throw Refused(reason);
        }

        _json.WritePropertyName(value);
    }

    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        _scratch.Reset();
        return _value.BeginArray(count, hasNulls);
    }

    public override void EndArray()
    {
        _value.EndArray();
        WriteName();
    }

    public override void BeginStruct()
    {
        _scratch.Reset();
        _value.BeginStruct();
    }

    public override ColumnAppender Field(int index) => _value.Field(index);

    public override void EndStruct()
    {
        _value.EndStruct();
        WriteName();
    }

    // The texts of dates, base64 and the like hold nothing that JSON escapes, so their quotes are all there is to take off.
    private void WriteName()
    {
        ReadOnlySpan<byte> text = _scratch.Text;
        _json.WritePropertyName(text[0] == (byte)'"' ? text[1..^1] : text);
    }
}
