using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lakebase.SyncedTables.State;

/// <summary>Definitions as the metadata keeps them.</summary>
internal static class DefinitionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(SyncedTableDefinition definition) => JsonSerializer.Serialize(definition, Options);

    public static SyncedTableDefinition Read(string json) => JsonSerializer.Deserialize<SyncedTableDefinition>(json, Options)!;
}
