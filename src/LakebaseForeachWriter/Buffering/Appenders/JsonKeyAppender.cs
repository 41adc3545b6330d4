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

    protected override bool TakesNull => false;

    public override void Null() => NullInstead(new Misfit(InvalidValueReason.Malformed, "a map's key is null"));

    protected override void Placeholder() => _json.WritePropertyName("");

    public override void Boolean(bool value)
    {
        BeginName().Boolean(value);
        EndName();
    }

    public override void Int64(long value)
    {
        BeginName().Int64(value);
        EndName();
    }

    public override void Single(float value)
    {
        BeginName().Single(value);
        EndName();
    }

    public override void Double(double value)
    {
        BeginName().Double(value);
        EndName();
    }

    public override void Decimal(Int128 unscaled, int scale)
    {
        BeginName().Decimal(unscaled, scale);
        EndName();
    }

    public override void Bytes(ReadOnlySpan<byte> value)
    {
        BeginName().Bytes(value);
        EndName();
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

        _json.WritePropertyName(value);
    }

    public override ColumnAppender BeginArray(int count, bool hasNulls) => BeginName().BeginArray(count, hasNulls);

    public override void EndArray()
    {
        _value.EndArray();
        EndName();
    }

    public override void BeginStruct() => BeginName().BeginStruct();

    public override ColumnAppender Field(int index) => _value.Field(index);

    public override void EndStruct()
    {
        _value.EndStruct();
        EndName();
    }

    private JsonElementAppender BeginName()
    {
        _scratch.Reset();
        return _value;
    }

    // The texts of dates, base64 and the like hold nothing that JSON escapes, so their quotes are all there is to take off.
    private void EndName()
    {
        ReadOnlySpan<byte> text = _scratch.Text;
        _json.WritePropertyName(text[0] == (byte)'"' ? text[1..^1] : text);
    }
}
