using System.Diagnostics;
using Lakebase.SyncedTables;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReverseEtl;

/// <summary>Both tables side by side: on a terminal a panel that is drawn anew, elsewhere a line every two seconds.</summary>
internal sealed class LiveView : IProgress<SyncProgress>, IAsyncDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task _shown;
    private volatile SyncProgress? _progress;
    private volatile SyncedTableStatus? _status;
    private volatile string _statement = "(none)";
    private long _version;
    private long _rows;

    public LiveView()
    {
        bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        _shown = Task.Run(isTerminal ? ShowTableAsync : ShowLinesAsync);
    }

    /// <summary>Where the run is.</summary>
    public void Report(SyncProgress value) => _progress = value;

    /// <summary>What the metadata says about the copy.</summary>
    public void Show(SyncedTableStatus? status) => _status = status;

    /// <summary>The Delta table was changed.</summary>
    public void Changed(string statement, (long Version, long Rows) now)
    {
        _statement = statement;
        Interlocked.Exchange(ref _version, now.Version);
        Interlocked.Exchange(ref _rows, now.Rows);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _shown;
    }

    private string Copy => _status is { LastVersion: { } version } status
        ? $"version {version,4}, {status.Rows,11:N0} rows, {status.LastAction} of {status.LastRows:N0} in {status.LastDuration?.TotalSeconds:0.00} s, "
            + $"lag {status.Lag?.TotalSeconds:0.0} s"
        : $"{_progress?.Phase}: {_progress?.RowsLoaded:N0} of {_progress?.RowsTotal:N0} rows";

    private async Task ShowLinesAsync()
    {
        while (await PauseAsync(InLog))
        {
            Console.WriteLine(
                $"{_clock.Elapsed.TotalSeconds,5:0} s  Delta: version {Interlocked.Read(ref _version),4}, {Interlocked.Read(ref _rows),11:N0} rows  "
                + $"PostgreSQL: {Copy}");
        }
    }

    private Task ShowTableAsync() => AnsiConsole.Live(Table()).AutoClear(true).StartAsync(async context =>
    {
        while (await PauseAsync(OnTerminal))
        {
            context.UpdateTarget(Table());
        }
    });

    private IRenderable Table()
    {
        SyncedTableStatus? status = _status;
        Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{_clock.Elapsed:m\\:ss}[/]");
        foreach (string column in (string[])["", "version", "rows", "last change", "lag", "now"])
        {
            table.AddColumn(column);
        }

        table.AddRow("Delta table", $"{Interlocked.Read(ref _version)}", $"{Interlocked.Read(ref _rows):N0}", Markup.Escape(_statement), "", "");
        return table.AddRow(
            "copy in PostgreSQL",
            $"{status?.LastVersion}",
            $"{status?.Rows:N0}",
            status?.LastAction is { } action ? $"{action}: {status.LastRows:N0} rows, {status.Throughput:N0}/s" : "",
            $"{status?.Lag?.TotalSeconds:0.0} s",
            $"{_progress?.Phase}");
    }

    // False when the program has come to its end.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_end.IsCancellationRequested;
    }
}
