using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Takes every row, but fails in the background once it has the first.</summary>
[Serializable]
internal sealed class BackgroundFailureWriter(Recording recording) : RecordingWriter(recording), IForeachTaskAware
{
    [NonSerialized]
    private ForeachTask? _task;

    public void OnTask(ForeachTask task) => _task = task;

    public override void Process(Row value)
    {
        base.Process(value);
        _task!.ReportFailure(new TimeoutException(FailingWriter.Message));
    }
}
