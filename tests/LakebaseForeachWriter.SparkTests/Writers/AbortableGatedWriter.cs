using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>A gated writer that knows its task, so that a stop reaches it while it blocks.</summary>
[Serializable]
internal sealed class AbortableGatedWriter(Recording recording, string gate) : GatedWriter(recording, gate), IForeachTaskAware
{
    [NonSerialized]
    private ForeachTask? _task;

    public void OnTask(ForeachTask task) => _task = task;

    protected override bool MayPass()
    {
        _task!.CancellationToken.ThrowIfCancellationRequested();
        return false;
    }
}
