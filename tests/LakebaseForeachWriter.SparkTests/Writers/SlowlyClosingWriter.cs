using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Its Close is recorded when it begins, blocks until a file (the gate) appears, and is recorded again.</summary>
[Serializable]
internal sealed class SlowlyClosingWriter(Recording recording, string gate) : RecordingWriter(recording)
{
    private readonly string _gate = gate;

    public override void Close(Exception? errorOrNull)
    {
        Record(WriterEvent.Closing, null);
        Eventually.Holds(() => File.Exists(_gate), GatedWriter.Patience, "an open gate");
        base.Close(errorOrNull);
    }
}
