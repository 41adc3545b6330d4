using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Takes the numbers 1, 2, 3 … and records only the last one.</summary>
[Serializable]
internal sealed class OrderCheckingWriter(Recording recording) : RecordingWriter(recording)
{
    private long _last;

    public override void Process(Row value)
    {
        long next = value.GetAs<long>(0);
        if (next != _last + 1)
        {
            throw new InvalidOperationException($"{next} came after {_last}.");
        }

        _last = next;
    }

    public override void Close(Exception? errorOrNull)
    {
        base.Process(new GenericRow([_last]));
        base.Close(errorOrNull);
    }
}
