namespace Lakebase.SparkTests.Writers;

/// <summary>Skips every partition.</summary>
[Serializable]
internal sealed class SkippingWriter(Recording recording) : RecordingWriter(recording)
{
    public override bool Open(long partitionId, long epochId)
    {
        base.Open(partitionId, epochId);
        return false;
    }
}
