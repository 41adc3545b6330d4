using System.Collections.Concurrent;
using Microsoft.Spark.Sql;

namespace Lakebase.UnitTests.Worker;

/// <summary>A user's writer that does what its fields say and tells the test, which runs in the same process, by its query's name.</summary>
[Serializable]
internal class ScriptedWriter(string name) : IForeachWriter
{
    private static readonly ConcurrentDictionary<string, Journal> s_journals = new();

    public string Name { get; } = name;

    public bool Skip { get; init; }

    public string? FailIn { get; init; }

    /// <summary>Process waits until the test lets it go.</summary>
    public bool BlockInProcess { get; init; }

    public static Journal JournalOf(string name) => s_journals.GetOrAdd(name, _ => new Journal());

    protected Journal Journal => JournalOf(Name);

    public virtual bool Open(long partitionId, long epochId)
    {
        Journal.Add($"open {partitionId} {epochId}");
        ThrowIf("Open");
        return !Skip;
    }

    public virtual void Process(Row value)
    {
        Journal.Add($"row {value[0]} {value.GetAs<string>("name")}");
        ThrowIf("Process");
        if (BlockInProcess)
        {
            Wait();
        }
    }

    public void Close(Exception errorOrNull)
    {
        Journal.Add($"close {errorOrNull?.GetType().Name ?? "null"}");
        Journal.LastError = errorOrNull;
        ThrowIf("Close");
    }

    protected virtual void Wait() => Journal.Released.Wait(TimeSpan.FromSeconds(20));

    private void ThrowIf(string where)
    {
        if (FailIn == where)
        {
            throw new InvalidDataException($"broken in {where}");
        }
    }
}

/// <summary>A writer that knows its task and can be cancelled.</summary>
[Serializable]
internal sealed class AwareWriter(string name) : ScriptedWriter(name), IForeachTaskAware
{
    [NonSerialized]
    private ForeachTask? _task;

    public void OnTask(ForeachTask task)
    {
        _task = task;
        Journal.Task = task;
        task.Figures["flushes"] = "3";
    }

    protected override void Wait() => _task!.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
}

internal sealed class Journal
{
    private readonly List<string> _entries = [];

    public ManualResetEventSlim Released { get; } = new();

    public Exception? LastError { get; set; }

    public ForeachTask? Task { get; set; }

    public void Add(string entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
            Monitor.PulseAll(_entries);
        }
    }

    public string[] Entries
    {
        get
        {
            lock (_entries)
            {
                return _entries.ToArray();
            }
        }
    }

    public void WaitFor(string prefix)
    {
        long deadline = Environment.TickCount64 + 20_000;
        lock (_entries)
        {
            while (!_entries.Any(e => e.StartsWith(prefix, StringComparison.Ordinal)))
            {
                long left = deadline - Environment.TickCount64;
                Assert.True(left > 0 && Monitor.Wait(_entries, (int)left), $"'{prefix}' did not come; there is {string.Join(", ", _entries)}");
            }
        }
    }
}
