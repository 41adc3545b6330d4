using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Managed;

/// <summary>The definition of a synced table on a command line: every field of the request, as options over a file.</summary>
internal sealed partial class DefinitionArguments
{
    private readonly Argument<string?> _name = new("table")
    {
        Description = "The synced table to make, catalog.schema.table; in PostgreSQL it is schema.table (default: the file's)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<FileInfo?> _spec = new("--spec")
    {
        Description = "A JSON file with the fields of the REST API; other options win over it",
        HelpName = "file",
    };

    private readonly Option<string?> _source = Text("--source", "catalog.schema.table", "The Delta table that it follows");

    private readonly Option<string[]> _primaryKey = Many(
        "--primary-key", "column", "A column that tells rows apart; repeat it, or separate columns by commas");

    private readonly Option<string?> _timeseriesKey = Text(
        "--timeseries-key", "column", "The column by which the newest of several rows with one key wins");

    private readonly Option<SchedulingPolicy?> _policy =
        Words.Option<SchedulingPolicy>("--policy", "When changes are taken over (default: snapshot)");

    private readonly Option<string?> _project = Text(
        "--project", "name", "The Autoscaling project; its branch production, unless --branch names another");

    private readonly Option<string?> _branch = Text("--branch", "name", "The branch: a name in --project, or projects/…/branches/…");

    private readonly Option<string?> _instance = Text("--instance", "name", "The Provisioned database instance");

    private readonly Option<string?> _database = Text("--database", "name", "The PostgreSQL database");

    private readonly Option<ManagedGeneration?> _generation = ManagedArguments.Generation();

    private readonly Option<YesNo?> _createObjects = Words.Flag(
        "--create-database-objects", "Whether database and schema are made in PostgreSQL where they are missing (default: the service's, true)");

    private readonly Option<string?> _pipeline = Text("--existing-pipeline", "id", "Add the table to this pipeline");

    private readonly Option<string?> _storageCatalog = Text("--storage-catalog", "catalog", "New pipeline: the catalog for its own files");

    private readonly Option<string?> _storageSchema = Text("--storage-schema", "schema", "New pipeline: the schema for its own files");

    private readonly Option<string?> _budgetPolicy = Text("--budget-policy", "id", "New pipeline: the budget policy that its cost counts to");

    private readonly Option<PipelineChannel?> _channel = Words.Option<PipelineChannel>("--channel", "New pipeline: the channel of its runtime");

    private readonly Option<YesNo?> _accelerated = Words.Flag(
        "--accelerated-sync", "Whether the first load goes the faster way, which must be enabled for the workspace");

    private readonly Option<string[]> _columns = Many(
        "--extra-column", "column", "A further column: 'name type = expression' (kept up to date) or 'name type DEFAULT expression'");

    private readonly Option<string[]> _indexes = Many(
        "--index", "index", "An index: 'name = definition', such as 'by_city = USING btree (city)'");

    private readonly Option<string[]> _types = Many(
        "--type", "type", "Another type for a column: 'column = varchar(40)', vector(n) or halfvec(n)");

    /// <summary>All arguments and options.</summary>
    public IReadOnlyList<Symbol> Symbols =>
    [
        _name, _spec, _source, _primaryKey, _timeseriesKey, _policy, _project, _branch, _instance, _database, _generation, _createObjects,
        _pipeline, _storageCatalog, _storageSchema, _budgetPolicy, _channel, _accelerated, _columns, _indexes, _types,
    ];

    /// <summary>The definition.</summary>
    /// <exception cref="UsageException">It has problems; all of them are listed.</exception>
    public ManagedTableDefinition Read(ParseResult parsed)
    {
        ManagedTableDefinition table = parsed.GetValue(_spec) is { } file ? DefinitionFile.Read(file) : new ManagedTableDefinition();
        string? given = parsed.GetValue(_name);
        if (given is null && table.Name.Length == 0)
        {
            throw new UsageException("Name the synced table to make, catalog.schema.table.");
        }

        table.Name = given ?? table.Name;
        table.SourceTable = parsed.GetValue(_source) ?? table.SourceTable;
        table.TimeseriesKey = parsed.GetValue(_timeseriesKey) ?? table.TimeseriesKey;
        table.SchedulingPolicy = parsed.GetValue(_policy) ?? table.SchedulingPolicy;
        table.Branch = BranchOf(parsed.GetValue(_project), parsed.GetValue(_branch)) ?? table.Branch;
        table.InstanceName = parsed.GetValue(_instance) ?? table.InstanceName;
        table.Database = parsed.GetValue(_database) ?? table.Database;
        table.Generation = parsed.GetValue(_generation) ?? table.Generation;
        table.CreateDatabaseObjectsIfMissing = Words.Read(parsed, _createObjects) ?? table.CreateDatabaseObjectsIfMissing;
        table.ExistingPipelineId = parsed.GetValue(_pipeline) ?? table.ExistingPipelineId;
        table.AcceleratedSync = Words.Read(parsed, _accelerated) ?? table.AcceleratedSync;
        ReadNewPipeline(parsed, table);
        ReadLists(parsed, table);
        string[] problems = [.. table.FindProblems().Select(InOptions)];
        return problems.Length == 0 ? table : throw new UsageException(string.Join(" ", problems));
    }

    private void ReadNewPipeline(ParseResult parsed, ManagedTableDefinition table)
    {
        (string? catalog, string? schema, string? budget, PipelineChannel? channel) = (
            parsed.GetValue(_storageCatalog), parsed.GetValue(_storageSchema), parsed.GetValue(_budgetPolicy), parsed.GetValue(_channel));
        if ((catalog ?? schema ?? budget) is not null || channel is not null)
        {
            NewPipeline pipeline = table.NewPipeline ??= new NewPipeline();
            pipeline.StorageCatalog = catalog ?? pipeline.StorageCatalog;
            pipeline.StorageSchema = schema ?? pipeline.StorageSchema;
            pipeline.BudgetPolicyId = budget ?? pipeline.BudgetPolicyId;
            pipeline.Channel = channel ?? pipeline.Channel;
        }
    }

    private void ReadLists(ParseResult parsed, ManagedTableDefinition table)
    {
        string[] keys = [.. (parsed.GetValue(_primaryKey) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))];
        table.PrimaryKeyColumns = keys.Length > 0 ? keys : table.PrimaryKeyColumns;
        table.ExtraColumns = [.. table.ExtraColumns, .. (parsed.GetValue(_columns) ?? []).Select(ReadColumn)];
        table.ExtraIndexes = [.. table.ExtraIndexes, .. (parsed.GetValue(_indexes) ?? []).Select(ReadIndex)];
        table.TypeOverrides = [.. table.TypeOverrides, .. (parsed.GetValue(_types) ?? []).Select(ReadType)];
    }

    private static string? BranchOf(string? project, string? branch) => (project, branch) switch
    {
        (null, null) => null,
        (null, { } full) when full.Contains('/') => full,
        (null, _) => throw new UsageException("--branch needs --project, or the full name projects/…/branches/…."),
        (_, { } full) when full.Contains('/') => throw new UsageException("--project and a full name in --branch exclude each other."),
        _ => $"projects/{project}/branches/{branch ?? "production"}",
    };

    private static ExtraColumn ReadColumn(string text) => ColumnForm().Match(text) is { Success: true } match
        ? new ExtraColumn(
            match.Groups["name"].Value,
            match.Groups["type"].Value.Trim(),
            match.Groups["expression"].Value.Trim(),
            match.Groups["sign"].Value == "=" ? ColumnMaintenance.StoredGenerated : ColumnMaintenance.DefaultValue)
        : throw new UsageException($"--extra-column must be 'name type = expression' or 'name type DEFAULT expression', not '{text}'.");

    private static ExtraIndex ReadIndex(string text) =>
        text.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } definition]
            ? new ExtraIndex(name, definition)
            : throw new UsageException($"--index must be 'name = definition', such as 'by_city = USING btree (city)', not '{text}'.");

    private static TypeOverride ReadType(string text) => TypeForm().Match(text) is { Success: true } match
        ? new TypeOverride(
            match.Groups["column"].Value,
            Enum.Parse<OverriddenType>(match.Groups["type"].ValueSpan, ignoreCase: true),
            int.Parse(match.Groups["size"].ValueSpan, CultureInfo.InvariantCulture))
        : throw new UsageException($"--type must be 'column = varchar(40)', vector(n) or halfvec(n), not '{text}'.");

    // The library speaks of its own members; who sits at a terminal knows the options.
    private static string InOptions(string problem) => problem
        .Replace("PrimaryKeyColumns is empty", "--primary-key is missing", StringComparison.Ordinal)
        .Replace("PrimaryKeyColumns", "--primary-key", StringComparison.Ordinal)
        .Replace("SourceTable", "--source", StringComparison.Ordinal)
        .Replace("TimeseriesKey", "--timeseries-key", StringComparison.Ordinal)
        .Replace(
            "Branch (Autoscaling) and InstanceName (Provisioned)",
            "--project or --branch (Autoscaling) and --instance (Provisioned)",
            StringComparison.Ordinal)
        .Replace(
            "InstanceName belongs to Provisioned: for Autoscaling name the Branch",
            "--instance belongs to Provisioned: for Autoscaling name the --project",
            StringComparison.Ordinal)
        .Replace("is no Branch", "is no --branch", StringComparison.Ordinal)
        .Replace("ExistingPipelineId and NewPipeline", "--existing-pipeline and the options of a new pipeline", StringComparison.Ordinal)
        .Replace(
            "NewPipeline needs StorageCatalog and StorageSchema",
            "A new pipeline needs --storage-catalog and --storage-schema",
            StringComparison.Ordinal);

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    private static Option<string[]> Many(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    [GeneratedRegex(
        @"^\s*(?<name>\S+)\s+(?<type>[^=]+?)\s*(?<sign>=|\bDEFAULT\b)\s*(?<expression>.+)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ColumnForm();

    [GeneratedRegex(@"^\s*(?<column>[^=\s]+)\s*=\s*(?<type>varchar|vector|halfvec)\s*\(\s*(?<size>\d{1,9})\s*\)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex TypeForm();
}
