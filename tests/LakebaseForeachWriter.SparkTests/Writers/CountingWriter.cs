using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Has state of its own: what the driver gave it, and a count that Process changes.</summary>
[Serializable]
internal sealed class CountingWriter(Recording recording, string name) : RecordingWriter(recording)
{
    private readonly string _name = name;
    private int _count = 100;

    public override void Process(Row value) => base.Process(new GenericRow([_name, ++_count]));
}
