namespace Lakebase.SparkTests.Writers;

/// <summary>Its Open waits until so many writers are open at the same time.</summary>
[Serializable]
internal sealed class MeetingWriter(Recording recording, int writers) : RecordingWriter(recording)
{
    private readonly Recording _recording = recording;
    private readonly int _writers = writers;

    public override bool Open(long partitionId, long epochId)
    {
        base.Open(partitionId, epochId);
        Eventually.Holds(() => _recording.Calls(WriterEvent.Open).Count >= _writers, TimeSpan.FromSeconds(30), $"{_writers} open writers");
        return true;
    }
}
