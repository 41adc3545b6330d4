namespace Lakebase.Benchmarks.Measuring;

/// <summary>One figure beside the goal it is held to.</summary>
internal sealed record Goal(string Name, double Value, double Target, string Unit, bool LowerIsBetter = false)
{
    public bool Met => LowerIsBetter ? Value <= Target : Value >= Target;
}
