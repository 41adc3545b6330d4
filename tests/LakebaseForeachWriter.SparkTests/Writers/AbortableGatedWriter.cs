namespace Lakebase.SparkTests.Writers;

/// <summary>A gated writer that gives up as soon as its task is aborted.</summary>
[Serializable]
internal sealed class AbortableGatedWriter(Recording recording, string gate) : ObliviousWriter(recording, gate)
{
    protected override bool MayPass()
    {
        Aborted.ThrowIfCancellationRequested();
        return false;
    }
}
