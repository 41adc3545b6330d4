using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakebase.Buffering.Appenders;

/// <summary>A JSON text under construction, whose memory is used again for the next one.</summary>
internal sealed class JsonScratch
{
    /// <summary>Escapes only what JSON itself forbids.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly ArrayBufferWriter<byte> _text = new();

    // Validation would only find errors of ours.
    public JsonScratch() => Json = new Utf8JsonWriter(_text, new JsonWriterOptions { SkipValidation = true, Encoder = Encoder });

    /// <summary>Writes the text.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            Json.Flush();
            return _text.WrittenSpan;
        }
    }

    /// <summary>Begins anew: a value refused half-way leaves its beginning behind.</summary>
    public void Reset()
    {
        _text.ResetWrittenCount();
        Json.Reset();
    }
}
