using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealTimeOrders;

/// <summary>
/// Shows rows per second and latencies while the stream runs: a table on a terminal, a line every two seconds elsewhere. It looks from a
/// task of its own.
/// </summary>
internal sealed class LiveView : IAsyncDisposable
{
    private const int LastOrders = 2_000;
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(2);

    private readonly OrderProducer _producer;
    private readonly VisibilityProbe _probe;
    private readonly Latencies _latencies;
    private readonly CancellationTokenSource _end = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task _shown;
    private (double Seconds, long Produced, long Visible) _before;
    private volatile string _phase = "starting";

    public LiveView(OrderProducer producer, VisibilityProbe probe, Latencies latencies)
    {
        _producer = producer;
        _probe = probe;
        _latencies = latencies;
        bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        _shown = Task.Run(isTerminal ? ShowTableAsync : ShowLinesAsync);
    }

    /// <summary>What the figures belong to.</summary>
    public void Enter(string phase) => _phase = phase;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _shown;
        _end.Dispose();
    }

    private async Task ShowLinesAsync()
    {
        while (await PauseAsync(InLog))
        {
            Figures now = Look();
            string latencies = now.Latency is { } latency
                ? $"p50 {latency.P50:0.0} ms, p95 {latency.P95:0.0} ms, p99 {latency.P99:0.0} ms"
                : "none yet";
            Console.WriteLine(
                $"{_clock.Elapsed.TotalSeconds,5:0} s  {_phase,-9} {now.Produced,8:N0} orders/s produced, "
                + $"{now.Visible,8:N0} rows/s visible, {latencies}");
        }
    }

    private Task ShowTableAsync() => AnsiConsole.Live(Table(Look())).AutoClear(true).StartAsync(async context =>
    {
        while (await PauseAsync(OnTerminal))
        {
            context.UpdateTarget(Table(Look()));
        }
    });

    private IRenderable Table(Figures now)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title($"[bold]{_clock.Elapsed:m\\:ss}[/]  {_phase}");
        foreach (string column in new[] { "orders/s produced", "rows/s visible", "awaited", "p50 ms", "p95 ms", "p99 ms" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table.AddRow(
            $"{now.Produced:N0}",
            $"{now.Visible:N0}",
            $"{_probe.Waiting:N0}",
            $"{now.Latency?.P50:0.0}",
            $"{now.Latency?.P95:0.0}",
            $"{now.Latency?.P99:0.0}");
    }

    private Figures Look()
    {
        (double Seconds, long Produced, long Visible) now = (_clock.Elapsed.TotalSeconds, _producer.Produced, _probe.Visible);
        double seconds = Math.Max(now.Seconds - _before.Seconds, 0.001);
        var figures = new Figures(
            (now.Produced - _before.Produced) / seconds, (now.Visible - _before.Visible) / seconds, _latencies.SummarizeLast(LastOrders));
        _before = now;
        return figures;
    }

    // False when the stream has ended.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_end.IsCancellationRequested;
    }

    private sealed record Figures(double Produced, double Visible, LatencySummary? Latency);
}
