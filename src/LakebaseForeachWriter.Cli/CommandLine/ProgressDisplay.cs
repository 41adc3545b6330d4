using System.Globalization;
using Spectre.Console;

namespace Lakebase.Cli.CommandLine;

/// <summary>
/// Shows on the error stream that something is going on, once it has taken two seconds: a bar on a terminal, else a line per step and one
/// every ten seconds.
/// </summary>
internal sealed class ProgressDisplay(ToolEnvironment environment)
{
    /// <summary>Half of the usual: the words need the room.</summary>
    private const int BarWidth = 20;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Runs work and shows how far it is.</summary>
    public async Task<T> RunAsync<T>(string title, Func<IProgress<ProgressStep>, Task<T>> work)
    {
        LatestStep latest = new(new ProgressStep(title));
        long startedAt = environment.Time.GetTimestamp();
        Task<T> running = work(latest);
        if (await Task.WhenAny(running, Task.Delay(environment.QuietTime, environment.Time)).ConfigureAwait(false) != running)
        {
            await (environment.ErrorIsTerminal ? ShowBarAsync(running, latest) : ShowLinesAsync(running, latest, startedAt))
                .ConfigureAwait(false);
        }

        return await running.ConfigureAwait(false);
    }

    private Task ShowBarAsync(Task running, LatestStep latest) =>
        Consoles.CreateLive(environment.Error).Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(), new StepColumn(), new ProgressBarColumn { Width = BarWidth }, new ShareColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(latest.Current.Text, maxValue: 1);
                do
                {
                    ProgressStep step = latest.Current;
                    bar.Description = step.Text;
                    bar.IsIndeterminate = step.Share is null;
                    bar.Value = step.Share ?? 0;
                }
                while (await Task.WhenAny(running, Task.Delay(Redraw, environment.Time)).ConfigureAwait(false) != running);
            });

    private async Task ShowLinesAsync(Task running, LatestStep latest, long startedAt)
    {
        ProgressStep? shown = null;
        long shownAt = 0;
        do
        {
            ProgressStep step = latest.Current;
            if (step.Text != shown?.Text || environment.Time.GetElapsedTime(shownAt) >= Heartbeat)
            {
                string share = step.Share is { } done ? done.ToString(" (0 %)", CultureInfo.InvariantCulture) : "";
                TimeSpan elapsed = environment.Time.GetElapsedTime(startedAt);
                await environment.Error.WriteLineAsync(FormattableString.Invariant($"{elapsed.TotalSeconds,4:0} s  {step.Text}{share}"))
                    .ConfigureAwait(false);
                (shown, shownAt) = (step, environment.Time.GetTimestamp());
            }
        }
        while (await Task.WhenAny(running, Task.Delay(Redraw, environment.Time)).ConfigureAwait(false) != running);
    }

    private sealed class LatestStep(ProgressStep first) : IProgress<ProgressStep>
    {
        private volatile ProgressStep _current = first;

        public ProgressStep Current => _current;

        public void Report(ProgressStep value) => _current = value;
    }
}
