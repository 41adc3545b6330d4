using System.Text.Json;
using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;
using Lakebase.Managed.Wire;

namespace Lakebase.Cli.Managed;

/// <summary>
/// Reads a definition from JSON in the REST API's names: the body of either generation, or its <c>spec</c> alone. A member that is not
/// known is an error, so that a misspelt one is not passed over.
/// </summary>
internal static class DefinitionFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static ManagedTableDefinition Read(FileInfo file)
    {
        try
        {
            return Parse(InputFile.Read(file.FullName));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"{file.Name} is no definition of a synced table: {malformed.Message}");
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="UsageException">A member is not known, or its value is not.</exception>
    /// <exception cref="InvalidOperationException">A value has another JSON type than it must have.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ManagedTableDefinition Parse(string text)
    {
        JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonObject body = JsonNode.Parse(text, null, lenient) as JsonObject ?? throw new FormatException("it must be a JSON object.");
        ManagedTableDefinition table = new();
        Read(body, table);
        return table;
    }

    private static void Read(JsonObject members, ManagedTableDefinition table)
    {
        string? project = null;
        string? branch = null;
        foreach ((string name, JsonNode? value) in members)
        {
            switch (name)
            {
                case "spec": Read(Object(value, name), table); break;
                case "name" or "synced_table_id": table.Name = Text(value).Replace("synced_tables/", "", StringComparison.Ordinal); break;
                case "source_table_full_name": table.SourceTable = Text(value); break;
                case "primary_key_columns": table.PrimaryKeyColumns = [.. Items(value, name).Select(Text)]; break;
                case "timeseries_key": table.TimeseriesKey = Text(value); break;
                case "scheduling_policy": table.SchedulingPolicy = Word<SchedulingPolicy>(value, name); break;
                case "branch": table.Branch = Text(value); break;
                case "database_instance_name": table.InstanceName = Text(value); break;
                case "database_project_id": project = Text(value); break;
                case "database_branch_id": branch = Text(value); break;
                case "postgres_database" or "logical_database_name": table.Database = Text(value); break;
                case "create_database_objects_if_missing": table.CreateDatabaseObjectsIfMissing = value!.GetValue<bool>(); break;
                case "existing_pipeline_id": table.ExistingPipelineId = Text(value); break;
                case "new_pipeline_spec": table.NewPipeline = ReadPipeline(Object(value, name)); break;
                case "accelerated_sync": table.AcceleratedSync = value!.GetValue<bool>(); break;
                case "extra_columns": table.ExtraColumns = [.. Items(value, name).Select(item => ReadColumn(Object(item, name)))]; break;
                case "extra_index_definitions": table.ExtraIndexes = [.. Items(value, name).Select(item => ReadIndex(Object(item, name)))]; break;
                case "type_overrides": table.TypeOverrides = [.. Items(value, name).Select(item => ReadType(Object(item, name)))]; break;
                default: throw Unknown(name);
            }
        }

        if (project is not null)
        {
            // Only the older API has these two members.
            table.Branch = $"projects/{project}/branches/{branch ?? "production"}";
            table.Generation = ManagedGeneration.Provisioned;
        }
    }

    private static NewPipeline ReadPipeline(JsonObject members)
    {
        NewPipeline pipeline = new();
        foreach ((string name, JsonNode? value) in members)
        {
            switch (name)
            {
                case "storage_catalog": pipeline.StorageCatalog = Text(value); break;
                case "storage_schema": pipeline.StorageSchema = Text(value); break;
                case "budget_policy_id": pipeline.BudgetPolicyId = Text(value); break;
                case "pipeline_channel": pipeline.Channel = Word<PipelineChannel>(value, name); break;
                default: throw Unknown($"new_pipeline_spec.{name}");
            }
        }

        return pipeline;
    }

    private static ExtraColumn ReadColumn(JsonObject members)
    {
        RefuseOthers(members, "extra_columns", "column_name", "column_type", "compute", "maintenance");
        return new ExtraColumn(
            Optional(members, "column_name"),
            Optional(members, "column_type"),
            Optional(members, "compute"),
            members["maintenance"] is { } kept ? Word<ColumnMaintenance>(kept, "maintenance") : ColumnMaintenance.StoredGenerated);
    }

    private static ExtraIndex ReadIndex(JsonObject members)
    {
        RefuseOthers(members, "extra_index_definitions", "name", "definition", "creation_point");
        return new ExtraIndex(
            Optional(members, "name"),
            Optional(members, "definition"),
            members["creation_point"] is { } point && Text(point) == "CREATION_POINT_AFTER_DATA_LOAD");
    }

    private static TypeOverride ReadType(JsonObject members)
    {
        RefuseOthers(members, "type_overrides", "column_name", "pg_type", "size");
        string type = Optional(members, "pg_type").Replace("PG_SPECIFIC_TYPE_", "", StringComparison.Ordinal);
        return new TypeOverride(
            Optional(members, "column_name"), Word<OverriddenType>(JsonValue.Create(type), "pg_type"), members["size"]?.GetValue<int>() ?? 0);
    }

    private static void RefuseOthers(JsonObject members, string list, params string[] known)
    {
        if (members.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } other)
        {
            throw Unknown($"{list}[].{other}");
        }
    }

    private static string Text(JsonNode? value) => value?.GetValue<string>() ?? "";

    private static string Optional(JsonObject members, string name) => Text(members[name]);

    private static JsonObject Object(JsonNode? value, string name) =>
        value as JsonObject ?? throw new FormatException($"'{name}' must be an object.");

    private static JsonArray Items(JsonNode? value, string name) =>
        value as JsonArray ?? throw new FormatException($"'{name}' must be an array.");

    private static T Word<T>(JsonNode? value, string name)
        where T : struct, Enum =>
        EnumNames.Read<T>(Text(value))
        ?? throw new FormatException($"'{name}' must be one of {string.Join(", ", Enum.GetValues<T>().Select(known => EnumNames.Write(known)))}.");

    private static UsageException Unknown(string name) =>
        new($"'{name}' is no field of a synced table's definition. The fields are those of the REST API: see 'spec' there.");
}
