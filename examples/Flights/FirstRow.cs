using System.Diagnostics;
using Lakebase.Examples;
using Npgsql;

namespace Flights;

/// <summary>
/// Looks from a session of its own for the first row that is committed: how long whoever has started this program waits for it.
/// </summary>
internal sealed class FirstRow : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Target _target;
    private readonly CancellationTokenSource _end = new();
    private readonly Task<double?> _seconds;

    public FirstRow(Target target)
    {
        _target = target;
        _seconds = Task.Run(LookAsync);
    }

    /// <summary>Seconds from the start of this process to the first row, or null when nobody could see one.</summary>
    public async Task<double?> SecondsAsync()
    {
        await _end.CancelAsync();
        return await _seconds;
    }

    public async ValueTask DisposeAsync()
    {
        await SecondsAsync();
        _end.Dispose();
    }

    private async Task<double?> LookAsync()
    {
        try
        {
            await using NpgsqlConnection connection = await _target.OpenAsync(_end.Token);
            for (bool isLast = false; !await _target.HasRowsAsync(connection, CancellationToken.None);)
            {
                if (isLast)
                {
                    return null;
                }

                // Once the stream has ended, one more look.
                await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                isLast = _end.IsCancellationRequested;
            }
        }
        catch (Exception unseen) when (unseen is OperationCanceledException or NpgsqlException or SetupException)
        {
            // The stream has ended or failed; its own message says how.
            return null;
        }

        using var self = Process.GetCurrentProcess();
        return Math.Round((DateTime.Now - self.StartTime).TotalSeconds, 1);
    }
}
