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

    /// <summary>What of a definition decides what the target's table is: after a change of it the table must be made anew.</summary>
    public static string WriteShape(SyncedTableDefinition definition) => JsonSerializer.Serialize(
        new
        {
            definition.SourceTable,
            definition.SourcePath,
            definition.SourceFormat,
            definition.PrimaryKeyColumns,
            definition.TimeseriesKey,
            definition.ExtraColumns,
            definition.ExtraIndexDefinitions,
            definition.TypeOverrides,
            definition.VariantAsJson,
        },
        Options);

    /// <summary>A copy that nobody else can change.</summary>
    public static SyncedTableDefinition Copy(SyncedTableDefinition definition) => Read(Write(definition));

    public static SyncedTableDefinition Read(string json) => JsonSerializer.Deserialize<SyncedTableDefinition>(json, Options)!;
}
