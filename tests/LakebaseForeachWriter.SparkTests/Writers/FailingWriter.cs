using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Throws in one of its three methods, as long as a file is there.</summary>
[Serializable]
internal sealed class FailingWriter(Recording recording, string failingCall, string fileWhileFailing) : RecordingWriter(recording)
{
    public const string Message = "Out of paper: put some in.";

    private readonly string _failingCall = failingCall;
    private readonly string _fileWhileFailing = fileWhileFailing;

    public override bool Open(long partitionId, long epochId)
    {
        base.Open(partitionId, epochId);
        FailIn(WriterEvent.Open);
        return true;
    }

    public override void Process(Row value)
    {
        base.Process(value);
        FailIn(WriterEvent.Process);
    }

    public override void Close(Exception? errorOrNull)
    {
        base.Close(errorOrNull);
        FailIn(WriterEvent.Close);
    }

    private void FailIn(string call)
    {
        if (call == _failingCall && File.Exists(_fileWhileFailing))
        {
            throw new InvalidOperationException(Message);
        }
    }
}
