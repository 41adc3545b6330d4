using Microsoft.Spark;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Source;

/// <summary>
/// Runs what blocks on Spark on a thread of its own, as a job group that a cancellation ends. The pool's threads are few, and ten tables
/// that wait for Spark would leave none to those that end.
/// </summary>
internal sealed class SparkJobs(SparkSession session)
{
    /// <summary>How long a call may go on after its jobs were cancelled: a part of the two seconds that a cancellation may take.</summary>
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1);

    public SparkSession Session { get; } = session;

    /// <summary>Runs it.</summary>
    /// <param name="description">What Spark's UI shows.</param>
    /// <param name="work">Calls Spark.</param>
    /// <param name="cancellationToken">Cancels its jobs.</param>
    public async Task<T> RunAsync<T>(string description, Func<SparkSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string group = $"lakebase-sync-{Guid.NewGuid():N}";
        SparkContext context = Session.SparkContext;
        Task<T> run = OnItsOwnThread(() =>
        {
            context.SetJobGroup(group, description, interruptOnCancel: false);
            return work(Session);
        });
        try
        {
            return await run.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(context, group, run).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CancelAsync(SparkContext context, string group, Task run)
    {
        try
        {
            Task cancelling = OnItsOwnThread(() =>
            {
                context.CancelJobGroup(group);
                return true;
            });
            await Task.WhenAll(cancelling, run).WaitAsync(CancellationPatience).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is JvmException or TimeoutException or OperationCanceledException)
        {
            // It was to end. What takes longer (a log that is being read) ends by itself, and nobody waits for it.
            _ = run.ContinueWith(task => task.Exception, TaskScheduler.Default);
        }
    }

    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
