namespace Lakebase.Worker;

/// <summary>The tasks that run in this worker, one per key.</summary>
internal sealed class RunningTasks(TimeProvider clock, TextWriter log, Action<int> endProcess)
{
    /// <summary>The exit code after a writer that could not be aborted.</summary>
    public const int StuckWriterExitCode = 70;

    private static readonly TimeSpan s_defaultGrace = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Dictionary<TaskKey, TaskRun> _running = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Adds a task; one with the same key is aborted first, and this call waits until it has closed.</summary>
    public void Enter(TaskRun run)
    {
        lock (_gate)
        {
            while (_running.TryGetValue(run.Key, out TaskRun? older))
            {
                AbortWithGrace(older, $"task attempt {run.TaskAttemptId} has taken over");
                Monitor.Wait(_gate);
            }

            _running.Add(run.Key, run);
        }
    }

    public void Leave(TaskRun run)
    {
        lock (_gate)
        {
            _running.Remove(run.Key);
            Monitor.PulseAll(_gate);
        }
    }

    public void Abort(TaskKey key, long taskAttemptId, string reason)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(key, out TaskRun? run) && run.TaskAttemptId == taskAttemptId)
            {
                AbortWithGrace(run, reason);
            }
        }
    }

    public void AbortAll(string reason)
    {
        foreach (TaskRun run in Snapshot())
        {
            run.Abort(reason);
        }
    }

    public void FailAll(Exception exception)
    {
        foreach (TaskRun run in Snapshot())
        {
            run.Fail(exception);
        }
    }

    public void WaitUntilEmpty(TimeSpan timeout)
    {
        long start = clock.GetTimestamp();
        lock (_gate)
        {
            while (_running.Count > 0 && timeout - clock.GetElapsedTime(start) is { Ticks: > 0 } left)
            {
                Monitor.Wait(_gate, left);
            }
        }
    }

    private TaskRun[] Snapshot()
    {
        lock (_gate)
        {
            return _running.Values.ToArray();
        }
    }

    // A writer that knows no cancellation can be aborted only when its Process returns. When it does not, ending the process is the
    // only way to stop it, which other tasks must not pay for.
    private void AbortWithGrace(TaskRun run, string reason)
    {
        if (!run.Abort(reason))
        {
            return;
        }

        run.GraceTimer = clock.CreateTimer(_ => EndStuckProcess(run), null, run.AbortGrace ?? s_defaultGrace, Timeout.InfiniteTimeSpan);
    }

    private void EndStuckProcess(TaskRun run)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(run.Key, out TaskRun? current) || current != run)
            {
                return;
            }

            if (_running.Count > 1)
            {
                log.WriteLine($"An aborted writer (partition {run.Key.Partition}, epoch {run.Key.Epoch}) has not returned; the worker stays because other tasks run in it.");
                return;
            }
        }

        log.WriteLine($"An aborted writer (partition {run.Key.Partition}, epoch {run.Key.Epoch}) has not returned; the worker ends.");
        endProcess(StuckWriterExitCode);
    }
}
