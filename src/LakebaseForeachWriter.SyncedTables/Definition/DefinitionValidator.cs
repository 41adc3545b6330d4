using System.Text;
using Lakebase.Schema;

namespace Lakebase.SyncedTables.Definition;

/// <summary>Says everything that is wrong with a definition as far as it shows without source and target. Pure.</summary>
internal static class DefinitionValidator
{
    /// <summary>Throws unless the definition can work.</summary>
    /// <exception cref="SyncedTableDefinitionException">It cannot; all problems are listed.</exception>
    public static void ThrowIfInvalid(SyncedTableDefinition definition)
    {
        IReadOnlyList<string> problems = FindProblems(definition);
        if (problems.Count > 0)
        {
            throw new SyncedTableDefinitionException($"The synced table {definition.Target}", problems);
        }
    }

    /// <summary>Every reason why the definition cannot work, one sentence each.</summary>
    public static IReadOnlyList<string> FindProblems(SyncedTableDefinition definition)
    {
        List<string> problems = [];
        CheckSource(definition, problems);
        if (TargetName.TryParse(definition.Target) is null)
        {
            problems.Add($"Target '{definition.Target}' is no table name: write table, schema.table or database.schema.table, "
                + "of letters, digits and underscores, at most 63 of them in each part.");
        }

        CheckKeys(definition, problems);
        CheckExtraColumns(definition, problems);
        CheckIndexes(definition, problems);
        CheckTypeOverrides(definition, problems);
        CheckLimits(definition, problems);
        return problems;
    }

    private static void CheckSource(SyncedTableDefinition definition, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(definition.SourceTable) == string.IsNullOrWhiteSpace(definition.SourcePath))
        {
            problems.Add("Set exactly one of SourceTable and SourcePath.");
        }

        bool isParquet = definition.SourceFormat == SourceFormat.Parquet;
        if (isParquet && definition.SourcePath is null)
        {
            problems.Add("SourceFormat says what lies at a SourcePath; with SourceTable leave it out.");
        }

        if (isParquet && definition.SchedulingPolicy != SchedulingPolicy.Snapshot)
        {
            problems.Add($"Parquet files keep no record of changes: use SchedulingPolicy Snapshot instead of {definition.SchedulingPolicy}.");
        }
    }

    private static void CheckKeys(SyncedTableDefinition definition, List<string> problems)
    {
        if (definition.PrimaryKeyColumns.Length == 0)
        {
            problems.Add("PrimaryKeyColumns names no column: name those that tell rows apart.");
        }

        foreach (string twice in Twice(definition.PrimaryKeyColumns))
        {
            problems.Add($"PrimaryKeyColumns names '{twice}' twice.");
        }

        if (definition.TimeseriesKey is { } timeseries
            && definition.PrimaryKeyColumns.Contains(timeseries, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add($"TimeseriesKey '{timeseries}' is part of the primary key, so it cannot choose among rows of one key. Leave it out of one of them.");
        }
    }

    private static void CheckExtraColumns(SyncedTableDefinition definition, List<string> problems)
    {
        foreach (ExtraColumn column in definition.ExtraColumns)
        {
            CheckName($"ExtraColumns: '{column.ColumnName}'", column.ColumnName, problems);
            if (string.IsNullOrWhiteSpace(column.ColumnType))
            {
                problems.Add($"ExtraColumns: '{column.ColumnName}' has no ColumnType.");
            }

            if (string.IsNullOrWhiteSpace(column.Compute))
            {
                problems.Add($"ExtraColumns: '{column.ColumnName}' has no Compute: the SQL expression of its values.");
            }
        }

        foreach (string twice in Twice(definition.ExtraColumns.Select(column => column.ColumnName)))
        {
            problems.Add($"ExtraColumns holds '{twice}' twice.");
        }
    }

    private static void CheckIndexes(SyncedTableDefinition definition, List<string> problems)
    {
        foreach (ExtraIndex index in definition.ExtraIndexDefinitions)
        {
            CheckName($"ExtraIndexDefinitions: '{index.Name}'", index.Name, problems);
            string text = index.Definition.Trim();
            if (!text.StartsWith('(') && !text.StartsWith("using ", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"ExtraIndexDefinitions: the definition of '{index.Name}' must begin with the columns in parentheses, or with USING: "
                    + "(carrier, day), or USING gin (tags).");
            }
        }

        foreach (string twice in Twice(definition.ExtraIndexDefinitions.Select(index => index.Name)))
        {
            problems.Add($"ExtraIndexDefinitions holds '{twice}' twice.");
        }
    }

    private static void CheckTypeOverrides(SyncedTableDefinition definition, List<string> problems)
    {
        foreach (TypeOverride wanted in definition.TypeOverrides)
        {
            int most = wanted.PgType == PgSpecificType.Varchar ? 10_485_760 : 16_000;
            if (wanted.Size < 1 || wanted.Size > most)
            {
                problems.Add($"TypeOverrides: Size of '{wanted.ColumnName}' is {wanted.Size}; it must lie between 1 and {most}.");
            }
        }

        foreach (string twice in Twice(definition.TypeOverrides.Select(wanted => wanted.ColumnName)))
        {
            problems.Add($"TypeOverrides holds '{twice}' twice.");
        }
    }

    private static void CheckLimits(SyncedTableDefinition definition, List<string> problems)
    {
        CheckTime(nameof(definition.Interval), definition.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1), problems);
        CheckTime(nameof(definition.SwapTimeout), definition.SwapTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), problems);
        CheckTime(nameof(definition.LockTimeout), definition.LockTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), problems);
        if (definition.SnapshotShare is not (>= 0 and <= 1))
        {
            problems.Add($"SnapshotShare is {definition.SnapshotShare}; it must lie between 0 and 1.");
        }

        CheckCount(nameof(definition.MaxVersionsPerRange), definition.MaxVersionsPerRange, 100_000, problems);
        CheckCount(nameof(definition.MaxFilesPerRange), definition.MaxFilesPerRange, long.MaxValue, problems);
        CheckCount(nameof(definition.MaxBytesPerRange), definition.MaxBytesPerRange, long.MaxValue, problems);
        if (definition.InvalidValues == InvalidValueHandling.DeadLetter)
        {
            problems.Add("InvalidValues cannot be DeadLetter: a synced table holds every row of its source. Use Fail, Replace or Null.");
        }
    }

    private static void CheckTime(string option, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
        {
            problems.Add($"{option} is {value}; it must lie between {least} and {most}.");
        }
    }

    private static void CheckCount(string option, long value, long most, List<string> problems)
    {
        if (value < 1 || value > most)
        {
            problems.Add($"{option} is {value}; it must lie between 1 and {most}.");
        }
    }

    private static void CheckName(string what, string name, List<string> problems)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0', StringComparison.Ordinal)
            || Encoding.UTF8.GetByteCount(name) > SqlIdentifier.MaxBytes)
        {
            problems.Add($"{what} is no name: it must have 1 to {SqlIdentifier.MaxBytes} bytes.");
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key);
}
