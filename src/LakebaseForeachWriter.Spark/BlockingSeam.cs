namespace Lakebase.Spark;

/// <summary>
/// The one place where a thread waits for asynchronous work. It cannot deadlock: the calling thread is Spark's task or the user's own, which
/// nobody else needs, and the work never asks to come back to it, as everything below goes on without its context
/// (ConfigureAwait(false)) on the pool. In a row's append it waits only while the queue is full.
/// </summary>
internal static class BlockingSeam
{
    /// <summary>Waits for the end of the work.</summary>
    public static void Wait(ValueTask work)
    {
        if (work.IsCompleted)
        {
            work.GetAwaiter().GetResult();
        }
        else
        {
            work.AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Waits for the work's result.</summary>
    public static T Wait<T>(ValueTask<T> work) => work.IsCompleted ? work.GetAwaiter().GetResult() : work.AsTask().GetAwaiter().GetResult();
}
