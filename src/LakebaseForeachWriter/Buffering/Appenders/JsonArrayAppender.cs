using System.Buffers;
using System.Text.Json;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>array → jsonb, json or text: the array as JSON, its values as Spark's <c>to_json</c> writes them. Arrays may nest.</summary>
internal sealed class JsonArrayAppender : ColumnAppender
{
    private readonly bool _asJsonb;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _json;
    private readonly JsonElementAppender _elements;

    public JsonArrayAppender(ColumnBuffer buffer, ColumnMapping column, bool asJsonb)
        : base(buffer, column)
    {
        _asJsonb = asJsonb;

        // Validation would only find errors of ours; the encoder leaves all but what JSON itself forbids as it is.
        JsonWriterOptions options = new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        _json = new Utf8JsonWriter(_text, options);
        _elements = new JsonElementAppender(buffer, column, column.Source.Type.Element!, _json);
    }

    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        // A value refused in mid-array leaves its beginning behind.
        _text.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartArray();
        return _elements;
    }

    public override void EndArray()
    {
        _json.WriteEndArray();
        _json.Flush();
        int prefix = _asJsonb ? 1 : 0;
        Span<byte> field = Buffer.AppendField(prefix + _text.WrittenCount);
        if (_asJsonb)
        {
            field[0] = JsonbTextAppender.Version;
        }

        _text.WrittenSpan.CopyTo(field[prefix..]);
    }
}
