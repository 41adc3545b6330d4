namespace Lakebase.Connections;

/// <summary>
/// Work of which one run is under way at most, whoever asks for it meanwhile: they share its result or its failure. It is not cancelled
/// when one of them gives up, so it must end by itself. Thread-safe.
/// </summary>
internal sealed class SingleFlight<T>(Func<Task<T>> work)
{
    private readonly Lock _gate = new();
    private Task<T>? _running;

    /// <summary>The run that is under way, or a new one. Does not run it on the caller's thread.</summary>
    public Task<T> Join()
    {
        lock (_gate)
        {
            if (_running is null or { IsCompleted: true })
            {
                _running = Task.Run(work);

                // All who waited may have given up; a failure is then met again by the next who asks.
                _ = _running.ContinueWith(
                    failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _running;
        }
    }
}
