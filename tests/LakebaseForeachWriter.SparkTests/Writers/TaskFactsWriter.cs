using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Writes down what it is told about its task.</summary>
[Serializable]
internal sealed class TaskFactsWriter(Recording recording) : RecordingWriter(recording), IForeachTaskAware
{
    /// <summary>The call whose text is "query run attempt batch".</summary>
    public const string Facts = "facts";

    [NonSerialized]
    private ForeachTask? _task;

    public void OnTask(ForeachTask task) => _task = task;

    public override bool Open(long partitionId, long epochId)
    {
        base.Open(partitionId, epochId);
        Record(Facts, $"{_task!.QueryId} {_task.RunId} {_task.AttemptNumber} {_task.BatchId}");
        return true;
    }
}
