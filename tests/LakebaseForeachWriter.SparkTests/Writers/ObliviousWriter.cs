using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>A gated writer that writes down when its task is aborted, and blocks on all the same.</summary>
[Serializable]
internal class ObliviousWriter(Recording recording, string gate) : GatedWriter(recording, gate), IForeachTaskAware
{
    private readonly Recording _recording = recording;

    [NonSerialized]
    private ForeachTask? _task;

    protected CancellationToken Aborted => _task!.CancellationToken;

    public void OnTask(ForeachTask task)
    {
        _task = task;
        // From another thread than the calls, so into another file.
        Aborted.Register(() => Recording.Append(_recording.NewFile(), WriterEvent.Aborted, task.PartitionId, task.EpochId, null));
    }
}
