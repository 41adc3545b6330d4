using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;

namespace Lakebase.Cli.Sync;

/// <summary>Definitions of synced tables: a file with any number of them, or one by options.</summary>
internal sealed class DefinitionArguments
{
    private readonly Option<FileInfo?> _file = new("--file", "-f")
    {
        Description = "A YAML or JSON file of definitions, with every field (docs/reverse-etl.md)",
        HelpName = "file",
    };

    private readonly Option<string?> _source = new("--source")
    {
        Description = "The source by its name in Spark's catalog",
        HelpName = "catalog.schema.table",
    };

    private readonly Option<string?> _path = new("--source-path") { Description = "The source by its path", HelpName = "path" };

    private readonly Option<SourceFormat?> _format = Words.Option<SourceFormat>("--source-format", "What lies at the path (default: delta)");

    private readonly Option<string?> _target = new("--target")
    {
        Description = "The table in PostgreSQL, table or schema.table",
        HelpName = "name",
    };

    private readonly Option<string[]> _keys = new("--primary-key")
    {
        Description = "A column that tells rows apart; repeat it, or separate columns by commas",
        HelpName = "column",
    };

    private readonly Option<string?> _timeseriesKey = new("--timeseries-key")
    {
        Description = "The column by which the newest of several rows with one key wins",
        HelpName = "column",
    };

    private readonly Option<SchedulingPolicy?> _policy =
        Words.Option<SchedulingPolicy>("--policy", "When changes are taken over (default: snapshot)");

    private readonly Option<TimeSpan?> _interval = new("--interval")
    {
        Description = "Continuous: time between two looks at the source (default: 15s)",
        HelpName = "duration",
        CustomParser = Quantity.Duration,
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [_file, _source, _path, _format, _target, _keys, _timeseriesKey, _policy, _interval];

    /// <summary>What was given; nothing if nothing was.</summary>
    /// <exception cref="UsageException">A file and options at once, or a file that cannot be read.</exception>
    /// <exception cref="SyncedTableDefinitionException">The definitions cannot work.</exception>
    public IReadOnlyList<SyncedTableDefinition> Read(ParseResult parsed)
    {
        bool hasOptions = Symbols.OfType<Option>().Skip(1).Any(option => parsed.GetResult(option) is { Implicit: false });
        if (parsed.GetValue(_file) is not { } file)
        {
            return hasOptions ? [Of(parsed)] : [];
        }

        if (hasOptions)
        {
            throw new UsageException("--file and options of a definition exclude each other: put all of it into the file.");
        }

        InputFile.Read(file.FullName);
        return SyncedTableDefinitionFile.Read(file.FullName);
    }

    private SyncedTableDefinition Of(ParseResult parsed)
    {
        SyncedTableDefinition definition = new()
        {
            SourceTable = parsed.GetValue(_source),
            SourcePath = parsed.GetValue(_path) is { } path && !path.Contains("://", StringComparison.Ordinal) && !Path.IsPathRooted(path)
                ? Path.GetFullPath(path)
                : parsed.GetValue(_path),
            SourceFormat = parsed.GetValue(_format) ?? SourceFormat.Delta,
            Target = parsed.GetValue(_target) ?? throw new UsageException("--target is missing: the table in PostgreSQL."),
            PrimaryKeyColumns =
            [
                .. (parsed.GetValue(_keys) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            ],
            TimeseriesKey = parsed.GetValue(_timeseriesKey),
            SchedulingPolicy = parsed.GetValue(_policy) ?? SchedulingPolicy.Snapshot,
        };
        if (parsed.GetValue(_interval) is { } interval)
        {
            definition.Interval = interval;
        }

        return definition;
    }
}
