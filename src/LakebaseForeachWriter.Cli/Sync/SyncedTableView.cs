using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;
using Spectre.Console;

namespace Lakebase.Cli.Sync;

/// <summary>A synced table in both forms. Pure.</summary>
internal static class SyncedTableView
{
    /// <summary>The JSON form; its members are documented.</summary>
    public static SyncedTableJson ToJson(SyncedTableStatus table) => new(
        table.Target,
        table.State,
        table.DetailedState,
        table.Message,
        table.Definition.SourceTable ?? table.Definition.SourcePath,
        table.Definition.SchedulingPolicy,
        table.Definition.PrimaryKeyColumns,
        table.Definition.TimeseriesKey,
        table.LastVersion,
        table.LastCommitTime,
        table.Rows,
        table.LastAction,
        table.LastRows,
        table.LastDuration?.TotalSeconds,
        table.Throughput is { } rate ? Math.Round(rate, 1) : null,
        table.Lag?.TotalSeconds,
        table.LastSyncStart,
        table.LastSyncEnd);

    /// <summary>The form for people: one in full, several as a table.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<SyncedTableStatus> tables)
    {
        if (tables is [{ } only])
        {
            Write(console, only);
            return;
        }

        Table lines = Consoles.Table("table", "state", "policy", "source", "version", "rows", "lag", "last sync");
        foreach (SyncedTableStatus table in tables)
        {
            lines.AddRow(
                new Text(table.Target),
                new Text(StateOf(table.State), new Style(ColorOf(table.State))),
                new Text(Words.Of(table.Definition.SchedulingPolicy)),
                new Text(table.Definition.SourceTable ?? table.Definition.SourcePath ?? ""),
                new Text(Number(table.LastVersion) ?? ""),
                new Text(Number(table.Rows) ?? ""),
                new Text(table.Lag is { } lag ? Durations.Describe(lag) : ""),
                new Text(Time(table.LastSyncEnd) ?? ""));
        }

        console.Write(lines);
        foreach (SyncedTableStatus table in tables.Where(table => table.Message is not null))
        {
            console.WriteLine($"{table.Target}: {table.Message}");
        }
    }

    /// <summary>A state in words.</summary>
    public static string StateOf(SyncedTableState state) => Words.Of(state).Replace('-', ' ');

    private static void Write(IAnsiConsole console, SyncedTableStatus table) => console.WritePairs(
        ("table", table.Target),
        ("state", $"{StateOf(table.State)} ({table.DetailedState})"),
        ("message", table.Message),
        ("source", table.Definition.SourceTable ?? table.Definition.SourcePath),
        ("policy", Words.Of(table.Definition.SchedulingPolicy)),
        ("primary key", string.Join(", ", table.Definition.PrimaryKeyColumns)),
        ("timeseries key", table.Definition.TimeseriesKey),
        ("Delta version", Number(table.LastVersion)),
        ("rows", Number(table.Rows)),
        ("last change", table.LastAction is { } action
            ? $"{action}, {Number(table.LastRows)} rows{(table.Throughput is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:N0} per second") : "")}"
            : null),
        ("lag", table.Lag is { } lag ? Durations.Describe(lag) : null),
        ("last sync", Time(table.LastSyncEnd)));

    private static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static Color ColorOf(SyncedTableState state) =>
        Words.Of(state) is var word && word.Contains("failed", StringComparison.Ordinal) ? Color.Red
        : word.StartsWith("online", StringComparison.Ordinal) ? Color.Green
        : Color.Yellow;
}

/// <summary>The JSON form of a synced table. Its members are documented in docs/cli.md.</summary>
internal sealed record SyncedTableJson(
    string Target,
    SyncedTableState State,
    string DetailedState,
    string? Message,
    string? Source,
    SchedulingPolicy SchedulingPolicy,
    IReadOnlyList<string> PrimaryKeyColumns,
    string? TimeseriesKey,
    long? LastVersion,
    DateTimeOffset? LastVersionCommittedAt,
    long? Rows,
    string? LastAction,
    long? LastRows,
    double? LastDurationSeconds,
    double? RowsPerSecond,
    double? LagSeconds,
    DateTimeOffset? LastSyncStartedAt,
    DateTimeOffset? LastSyncEndedAt);

/// <summary>The JSON form of several.</summary>
internal sealed record SyncedTablesJson(IReadOnlyList<SyncedTableJson> Tables)
{
    public static SyncedTablesJson Of(IEnumerable<SyncedTableStatus> tables) => new([.. tables.Select(SyncedTableView.ToJson)]);
}
