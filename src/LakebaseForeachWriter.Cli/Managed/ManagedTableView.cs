using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;
using Spectre.Console;

namespace Lakebase.Cli.Managed;

/// <summary>A managed table in both forms. Pure.</summary>
internal static class ManagedTableView
{
    /// <summary>The JSON form; its members are documented.</summary>
    public static ManagedTableJson ToJson(ManagedTable table) => new(
        table.Name,
        table.Generation,
        table.State,
        table.StateText,
        table.IsOnline,
        table.Message,
        table.CatalogState,
        table.SourceTable,
        table.PrimaryKeyColumns,
        table.TimeseriesKey,
        table.SchedulingPolicy,
        table.Place,
        table.Database,
        table.PipelineId,
        table.LastVersion,
        table.LastVersionCommittedAt,
        table.LastSyncEndedAt,
        table.Progress is { } progress
            ? new ProgressJson(
                progress.Share, progress.SyncedRows, progress.TotalRows, progress.Remaining?.TotalSeconds, progress.Version, progress.Phase)
            : null,
        table.DropStatement);

    /// <summary>The form for people.</summary>
    public static void Write(IAnsiConsole console, ManagedTable table) => console.WritePairs(
        ("table", table.Name),
        ("generation", Words.Of(table.Generation)),
        ("state", StateOf(table)),
        ("message", table.Message is { Length: > 0 } message ? message : null),
        ("source", table.SourceTable),
        ("policy", table.SchedulingPolicy is { } policy ? Words.Of(policy) : null),
        ("primary key", table.PrimaryKeyColumns.Count > 0 ? string.Join(", ", table.PrimaryKeyColumns) : null),
        ("timeseries key", table.TimeseriesKey),
        ("place", table.Place),
        ("database", table.Database),
        ("pipeline", table.PipelineId),
        ("Delta version", table.LastVersion?.ToString(CultureInfo.InvariantCulture)),
        ("last sync", table.LastSyncEndedAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)),
        ("progress", table.Progress is { } progress ? Describe(progress) : null));

    /// <summary>The state in words: <c>online, no pending update</c>.</summary>
    public static string StateOf(ManagedTable table) => table.State == ManagedTableState.Unknown
        ? table.StateText ?? (table.CatalogState is { } catalog ? $"unknown ({catalog})" : "unknown")
        : Words.Of(table.State).Replace('-', ' ') is var words && words.StartsWith("online ", StringComparison.Ordinal)
            ? words.Insert("online".Length, ",")
            : words;

    /// <summary>What a wait shows. The share stands beside the words.</summary>
    public static ProgressStep StepOf(ManagedTableProgress progress)
    {
        if (progress.Table is not { } table)
        {
            return new ProgressStep(progress.Step);
        }

        string rows = table.Progress is { } loaded ? Describe(loaded with { Share = null }) : "";
        return new ProgressStep($"{progress.Step}: {StateOf(table)}{(rows.Length > 0 ? ", " : "")}{rows}", table.Progress?.Share);
    }

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    private static string Describe(SyncProgress progress)
    {
        string?[] parts =
        [
            progress.Share is { } share ? share.ToString("0 %", CultureInfo.InvariantCulture) : null,
            progress.SyncedRows is { } rows
                ? $"{Count(rows)} of {(progress.TotalRows is { } total ? Count(total) : "?")} rows"
                : null,
            progress.Remaining is { } left ? $"about {Durations.Describe(left)} left" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }
}

/// <summary>The JSON form of a managed table. Its members are documented in docs/cli.md.</summary>
internal sealed record ManagedTableJson(
    string Name,
    ManagedGeneration Generation,
    ManagedTableState State,
    string? StateText,
    bool IsOnline,
    string? Message,
    string? CatalogState,
    string? SourceTable,
    IReadOnlyList<string> PrimaryKeyColumns,
    string? TimeseriesKey,
    SchedulingPolicy? SchedulingPolicy,
    string? Place,
    string? Database,
    string? PipelineId,
    long? LastVersion,
    DateTimeOffset? LastVersionCommittedAt,
    DateTimeOffset? LastSyncEndedAt,
    ProgressJson? Progress,
    string DropStatement);

/// <summary>The JSON form of a run's progress.</summary>
internal sealed record ProgressJson(
    double? Share, long? SyncedRows, long? TotalRows, double? RemainingSeconds, long? Version, string? Phase);
