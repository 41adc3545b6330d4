using System.Diagnostics;
using Lakebase;
using Microsoft.Spark;
using Microsoft.Spark.Sql.Streaming;
using Spectre.Console;

namespace Flights;

/// <summary>
/// Shows rows, rows per second and batches while the stream runs: a bar on a terminal, a line every two seconds elsewhere. It looks at
/// the query from a thread of its own.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(2);

    private readonly long _total;
    private readonly bool _terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<long, long> _rowsByBatch = [];
    private Task _shown = Task.CompletedTask;
    private Stopwatch _clock = new();
    private StreamingQuery? _query;
    private long _rows;

    public ProgressDisplay(long total) => _total = total;

    private double RowsPerSecond => Volatile.Read(ref _rows) / Math.Max(_clock.Elapsed.TotalSeconds, 0.001);

    /// <summary>Begins to show what <see cref="Count"/> is told.</summary>
    public void Begin()
    {
        _clock = Stopwatch.StartNew();
        _shown = Task.Run(_terminal ? ShowBarAsync : ShowLinesAsync);
    }

    /// <summary>Begins to show what a query says of itself.</summary>
    public void Follow(StreamingQuery query)
    {
        _query = query;
        Begin();
    }

    /// <summary>More rows have been handed to the writer.</summary>
    public void Count(int rows) => Volatile.Write(ref _rows, _rows + rows);

    /// <summary>The stream has ended; returns its figures.</summary>
    public Result Finish(WriteMode mode, string? sparkVersion)
    {
        _clock.Stop();
        Stop();
        Look();
        _query = null;
        string name = mode == WriteMode.BulkInsert ? "bulk-insert" : mode.ToString().ToLowerInvariant();
        var result = new Result(_total, Math.Round(_clock.Elapsed.TotalSeconds, 3), Math.Max(1, _rowsByBatch.Count), name, sparkVersion);
        Console.WriteLine(
            $"{result.Rows:N0} rows in {result.Seconds:0.0} s, {result.RowsPerSecond:N0} rows/s, {result.Batches} batches, "
            + $"{result.Mode}, {(sparkVersion is null ? "without Spark" : $"Spark {sparkVersion}")}");
        return result;
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        _end.Cancel();
        _shown.GetAwaiter().GetResult();
    }

    private async Task ShowLinesAsync()
    {
        while (await PauseAsync(InLog))
        {
            Console.WriteLine(
                $"{Volatile.Read(ref _rows),9:N0} of {_total:N0} rows, {RowsPerSecond,8:N0} rows/s, {_rowsByBatch.Count} batches");
        }
    }

    private Task ShowBarAsync() => AnsiConsole.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask("starting", maxValue: _total);
            do
            {
                bar.Value = Volatile.Read(ref _rows);
                bar.Description = $"{bar.Value:N0} rows  {RowsPerSecond:N0} rows/s  {_rowsByBatch.Count} batches";
            }
            while (await PauseAsync(OnTerminal));
        });

    // False when the stream has ended.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _end.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        Look();
        return true;
    }

    private void Look()
    {
        if (_query is null)
        {
            return;
        }

        try
        {
            foreach (StreamingQueryProgress batch in _query.RecentProgress)
            {
                _rowsByBatch[batch.BatchId] = batch.NumInputRows;
            }
        }
        catch (JvmException)
        {
            // Spark has gone; whoever waits for the query says why.
            return;
        }

        Volatile.Write(ref _rows, _rowsByBatch.Values.Sum());
    }
}
