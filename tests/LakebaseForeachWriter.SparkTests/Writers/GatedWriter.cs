using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Its Process blocks until a file (the gate) appears, like a writer whose server does not answer.</summary>
[Serializable]
internal class GatedWriter(Recording recording, string gate) : RecordingWriter(recording)
{
    /// <summary>How long a blocked writer waits at most: longer than any test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _gate = gate;

    public override void Process(Row value)
    {
        base.Process(value);
        Eventually.Holds(() => MayPass() || File.Exists(_gate), Patience, "an open gate");
    }

    /// <summary>Asked again and again; may throw.</summary>
    protected virtual bool MayPass() => false;
}
