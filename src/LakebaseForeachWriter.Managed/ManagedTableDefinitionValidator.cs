using System.Text.RegularExpressions;

namespace Lakebase.Managed;

/// <summary>Finds what the service would refuse. Pure.</summary>
internal static partial class ManagedTableDefinitionValidator
{
    /// <summary>All problems, one sentence each.</summary>
    public static IReadOnlyList<string> FindProblems(ManagedTableDefinition table) =>
    [
        .. FindNameProblems(table),
        .. FindKeyProblems(table),
        .. FindPlaceProblems(table),
        .. FindPipelineProblems(table),
        .. FindColumnProblems(table),
    ];

    /// <summary>What is wrong with the full name of a synced table; null if nothing is.</summary>
    public static string? FindNameProblem(string name) => SyncedName().IsMatch(name)
        ? null
        : $"'{name}' is no name of a synced table: write catalog.schema.table, each part of letters, digits and _.";

    private static IEnumerable<string> FindNameProblems(ManagedTableDefinition table)
    {
        if (FindNameProblem(table.Name) is { } problem)
        {
            yield return problem;
        }

        if (table.SourceTable.Length == 0)
        {
            yield return "SourceTable is missing: name the Delta table as catalog.schema.table.";
        }
        else if (table.SourceTable.Split('.') is not { Length: 3 } parts || parts.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"'{table.SourceTable}' is no SourceTable: write catalog.schema.table.";
        }
        else if (string.Equals(table.SourceTable, table.Name, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"'{table.Name}' cannot follow itself: the synced table needs a name of its own.";
        }
    }

    private static IEnumerable<string> FindKeyProblems(ManagedTableDefinition table)
    {
        if (table.PrimaryKeyColumns.Count == 0)
        {
            yield return "PrimaryKeyColumns is empty: name the columns that tell rows apart.";
        }

        if (table.PrimaryKeyColumns.Any(string.IsNullOrWhiteSpace))
        {
            yield return "PrimaryKeyColumns holds an empty name.";
        }

        if (Repeated(table.PrimaryKeyColumns) is { } twice)
        {
            yield return $"PrimaryKeyColumns names '{twice}' twice.";
        }

        if (table.TimeseriesKey is { } time && table.PrimaryKeyColumns.Contains(time, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"TimeseriesKey '{time}' is a key column too: it must be another, since it decides among rows of one key.";
        }
    }

    private static IEnumerable<string> FindPlaceProblems(ManagedTableDefinition table)
    {
        if (table.Branch is not null && table.InstanceName is not null)
        {
            yield return "Branch (Autoscaling) and InstanceName (Provisioned) exclude each other.";
        }

        if (table.Branch is { } branch && !BranchName().IsMatch(branch))
        {
            yield return $"'{branch}' is no Branch: write projects/PROJECT/branches/BRANCH; the branch that a project starts with is production.";
        }

        if (table.InstanceName is not null && table.Generation == ManagedGeneration.Autoscaling)
        {
            yield return "InstanceName belongs to Provisioned: for Autoscaling name the Branch.";
        }
    }

    private static IEnumerable<string> FindPipelineProblems(ManagedTableDefinition table)
    {
        if (table.ExistingPipelineId is not null && table.NewPipeline is not null)
        {
            yield return "ExistingPipelineId and NewPipeline exclude each other.";
        }

        if (table.NewPipeline is { } made && (made.StorageCatalog is null) != (made.StorageSchema is null))
        {
            yield return "NewPipeline needs StorageCatalog and StorageSchema together.";
        }
    }

    private static IEnumerable<string> FindColumnProblems(ManagedTableDefinition table)
    {
        foreach (ExtraColumn column in table.ExtraColumns.Where(
            column => string.IsNullOrWhiteSpace(column.Name) || string.IsNullOrWhiteSpace(column.Type) || string.IsNullOrWhiteSpace(column.Compute)))
        {
            yield return $"The extra column '{column.Name}' needs a name, a type and an expression.";
        }

        foreach (ExtraIndex index in table.ExtraIndexes.Where(
            index => string.IsNullOrWhiteSpace(index.Name) || string.IsNullOrWhiteSpace(index.Definition)))
        {
            yield return $"The index '{index.Name}' needs a name and a definition, such as (city) or USING btree (city).";
        }

        foreach (TypeOverride type in table.TypeOverrides.Where(type => string.IsNullOrWhiteSpace(type.Column) || type.Size < 1))
        {
            yield return $"The type of column '{type.Column}' needs a column and a size of 1 or more.";
        }

        (string What, IEnumerable<string> Names)[] lists =
        [
            ("extra column", table.ExtraColumns.Select(column => column.Name)),
            ("index", table.ExtraIndexes.Select(index => index.Name)),
            ("type override", table.TypeOverrides.Select(type => type.Column)),
        ];
        foreach ((string what, IEnumerable<string> names) in lists)
        {
            if (Repeated(names) is { } twice)
            {
                yield return $"There are two definitions of the {what} '{twice}'.";
            }
        }
    }

    private static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1)?.Key;

    // Catalogs may have hyphens; the other two become names in PostgreSQL, for which the service takes no more than this.
    [GeneratedRegex(@"^[A-Za-z0-9_-]+\.[A-Za-z0-9_]+\.[A-Za-z0-9_]+$", RegexOptions.CultureInvariant)]
    private static partial Regex SyncedName();

    [GeneratedRegex(@"^projects/[A-Za-z0-9_.-]+/branches/[A-Za-z0-9_.-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex BranchName();
}
