using Lakebase.Resilience;
using Microsoft.Extensions.Logging;

namespace Lakebase.SyncedTables.Runs;

/// <summary>The pause before something is tried again, and the line about it in the log.</summary>
internal sealed class RetryPause(SyncedTablesOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Whether there is another attempt after this many.</summary>
    public bool Allows(int attempt) => attempt < options.MaxRetryAttempts;

    /// <summary>Waits.</summary>
    /// <param name="target">The table.</param>
    /// <param name="attempt">The one that failed, from 0.</param>
    /// <param name="why">What it failed with.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask WaitAsync(string target, int attempt, string why, CancellationToken cancellationToken)
    {
        TimeSpan delay = RetryDelays.Next(attempt, options.RetryDelay, options.MaxRetryDelay, Random.Shared.NextDouble());
        logger.RunRetrying(target, attempt + 1, delay.TotalMilliseconds, why);
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
    }
}
