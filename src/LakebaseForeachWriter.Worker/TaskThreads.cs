namespace Lakebase.Worker;

/// <summary>
/// Dedicated threads, because writers block; kept for the next epoch, because a thread's start costs more than a short epoch does.
/// </summary>
internal sealed class TaskThreads
{
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private int _idle;
    private int _count;

    /// <summary>Threads that live, busy or idle.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Run(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_work.Count <= _idle)
            {
                Monitor.Pulse(_gate);
                return;
            }
        }

        Interlocked.Increment(ref _count);
        new Thread(Loop) { IsBackground = true, Name = "task" }.Start();
    }

    private void Loop()
    {
        while (Take() is { } work)
        {
            work();
        }

        Interlocked.Decrement(ref _count);
    }

    private Action? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                _idle++;
                bool pulsed = Monitor.Wait(_gate, s_idleTimeout);
                _idle--;
                if (!pulsed && _work.Count == 0)
                {
                    return null;
                }
            }

            return _work.Dequeue();
        }
    }
}
