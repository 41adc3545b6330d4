namespace Lakebase.Cli.Doctor;

/// <summary>Runs checks so that none of them can hold the others up, or end them.</summary>
internal static class BoundedCheck
{
    /// <summary>What a check found, or that it did not answer in time, or how it failed.</summary>
    /// <param name="area">What it belongs to.</param>
    /// <param name="name">What is looked at.</param>
    /// <param name="limit">How long it may take. A check that does not listen goes on unheard.</param>
    /// <param name="time">The clock.</param>
    /// <param name="check">The check.</param>
    /// <param name="cancellationToken">Ends them all.</param>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        string area,
        string name,
        TimeSpan limit,
        TimeProvider time,
        Func<CancellationToken, Task<IReadOnlyList<DoctorFinding>>> check,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IReadOnlyList<DoctorFinding>> running = Task.Run(() => check(ends.Token), ends.Token);
        try
        {
            return await running.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            await ends.CancelAsync().ConfigureAwait(false);
            _ = running.ContinueWith(
                late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return
            [
                DoctorFinding.Problem(
                    area, name, FormattableString.Invariant($"It did not answer within {limit.TotalSeconds:0.#} s."),
                    "Find out what holds it up, or give it longer with --time-limit."),
            ];
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            return [DoctorFinding.Problem(area, name, failed.Message, "See the message.")];
        }
    }
}
