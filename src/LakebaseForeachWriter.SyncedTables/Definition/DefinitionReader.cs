using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lakebase.SyncedTables.Definition;

/// <summary>Reads definitions from YAML, of which JSON is a part.</summary>
internal static class DefinitionReader
{
    /// <summary>The definitions of a text; all problems are collected.</summary>
    public static IReadOnlyList<SyncedTableDefinition> Read(string text, string what)
    {
        List<string> problems = [];
        List<SyncedTableDefinition> definitions = [];
        foreach (YamlNode node in FindDefinitions(text, problems))
        {
            SyncedTableDefinition definition = new();
            int before = problems.Count;
            FieldReader fields = new(node, problems);
            ReadFields(fields, definition);
            fields.ReportUnknown();
            if (problems.Count == before)
            {
                problems.AddRange(DefinitionValidator.FindProblems(definition).Select(problem => $"{definition.Target}: {problem}"));
            }

            definitions.Add(definition);
        }

        foreach (IGrouping<string, SyncedTableDefinition> twins in definitions
            .GroupBy(definition => TargetName.TryParse(definition.Target)?.ToString() ?? "").Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            problems.Add($"Target {twins.Key} is there {twins.Count()} times.");
        }

        return problems.Count == 0 ? definitions : throw new SyncedTableDefinitionException(what, problems);
    }

    private static IReadOnlyList<YamlNode> FindDefinitions(string text, List<string> problems)
    {
        YamlStream yaml = [];
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException malformed)
        {
            problems.Add($"Line {malformed.Start.Line}: it is neither YAML nor JSON: {malformed.Message}");
            return [];
        }

        YamlNode? root = yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
        if (root is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("synced_tables"), out YamlNode? list))
        {
            root = list;
        }

        switch (root)
        {
            case YamlSequenceNode sequence:
                return [.. sequence.Children];
            case YamlMappingNode:
                return [root];
            default:
                problems.Add("It holds no definition: write one with source_table or source_path, target and primary_key_columns.");
                return [];
        }
    }

    private static void ReadFields(FieldReader fields, SyncedTableDefinition to)
    {
        to.SourceTable = fields.Text("source_table") ?? fields.Text("source_table_full_name");
        to.SourcePath = fields.Text("source_path");
        to.SourceFormat = fields.Choice("source_format", to.SourceFormat);
        to.Target = fields.Text("target") ?? fields.Text("name") ?? "";
        to.PrimaryKeyColumns = [.. fields.Texts("primary_key_columns")];
        to.TimeseriesKey = fields.Text("timeseries_key");
        to.SchedulingPolicy = fields.Choice("scheduling_policy", to.SchedulingPolicy);
        to.Interval = fields.Duration("interval", to.Interval);
        to.VariantAsJson = fields.Flag("variant_as_json", to.VariantAsJson);
        to.InvalidValues = fields.Choice("invalid_values", to.InvalidValues);
        to.Verification = fields.Choice("verification", to.Verification);
        to.Dependants = fields.Choice("dependants", to.Dependants);
        to.ProtectTarget = fields.Flag("protect_target", to.ProtectTarget);
        to.SnapshotShare = fields.Number("snapshot_share", to.SnapshotShare);
        to.MaxVersionsPerRange = fields.Whole("max_versions_per_range", to.MaxVersionsPerRange);
        to.MaxFilesPerRange = fields.Whole("max_files_per_range", to.MaxFilesPerRange);
        to.MaxBytesPerRange = fields.Whole("max_bytes_per_range", to.MaxBytesPerRange);
        to.SwapTimeout = fields.Duration("swap_timeout", to.SwapTimeout);
        to.LockTimeout = fields.Duration("lock_timeout", to.LockTimeout);
        to.ExtraColumns = fields.List("extra_columns", ReadExtraColumn);
        to.ExtraIndexDefinitions = fields.List("extra_index_definitions", ReadIndex);
        to.TypeOverrides = fields.List("type_overrides", ReadOverride);
    }

    private static ExtraColumn ReadExtraColumn(FieldReader fields)
    {
        ExtraColumn column = new();
        column.ColumnName = fields.Text("column_name") ?? "";
        column.ColumnType = fields.Text("column_type") ?? "";
        column.Compute = fields.Text("compute") ?? "";
        column.Maintenance = fields.Choice("maintenance", column.Maintenance);
        return column;
    }

    private static ExtraIndex ReadIndex(FieldReader fields)
    {
        ExtraIndex index = new() { Name = fields.Text("name") ?? "", Definition = fields.Text("definition") ?? "", Unique = fields.Flag("unique", false) };
        fields.Text("creation_point"); // The service knows one: after the load.
        return index;
    }

    private static TypeOverride ReadOverride(FieldReader fields) => new()
    {
        ColumnName = fields.Text("column_name") ?? "",
        PgType = fields.Choice("pg_type", PgSpecificType.Varchar, prefix: "PG_SPECIFIC_TYPE_"),
        Size = fields.Whole("size", 0),
    };
}
