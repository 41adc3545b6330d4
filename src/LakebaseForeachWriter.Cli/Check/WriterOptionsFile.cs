using System.Text.Json;
using Lakebase.Cli.CommandLine;

namespace Lakebase.Cli.Check;

/// <summary>Reads the writer's options from JSON: one object, each option under its own name or the Python writer's.</summary>
internal static class WriterOptionsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Names and texts, as <see cref="LakebaseWriterOptions.FromDictionary"/> takes them.</summary>
    /// <exception cref="UsageException">It is no such object.</exception>
    public static Dictionary<string, string> Parse(string text, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new UsageException($"{name} must hold one JSON object: {{ \"table\": \"public.t\", … }}.");
            }

            Dictionary<string, string> entries = new(StringComparer.Ordinal);
            foreach (JsonProperty member in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
            {
                entries[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Object => throw new UsageException(
                        $"{name}: '{member.Name}' must be a text, a number, true, false or a list."),
                    _ => member.Value.GetRawText(),
                };
            }

            return entries;
        }
        catch (JsonException malformed)
        {
            // Its own message may quote what stands there.
            throw new UsageException($"{name} is no JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.");
        }
    }
}
