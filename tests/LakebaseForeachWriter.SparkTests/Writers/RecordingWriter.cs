using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>An ordinary user's writer: it writes down which calls it gets.</summary>
[Serializable]
internal class RecordingWriter(Recording recording) : IForeachWriter
{
    private readonly Recording _recording = recording;

    [NonSerialized]
    private string? _file;

    [NonSerialized]
    private long _partition;

    [NonSerialized]
    private long _epoch;

    public virtual bool Open(long partitionId, long epochId)
    {
        _file = _recording.NewFile();
        _partition = partitionId;
        _epoch = epochId;
        Record(WriterEvent.Open, null);
        return true;
    }

    public virtual void Process(Row value) => Record(WriterEvent.Process, ValueText.OfRow(value.Values));

    public virtual void Close(Exception? errorOrNull) => Record(WriterEvent.Close, errorOrNull?.ToString());

    protected void Record(string call, string? text) => Recording.Append(_file!, call, _partition, _epoch, text);
}
