namespace Lakebase.Benchmarks.Measuring;

/// <summary>What part a contender plays in a cell.</summary>
internal enum Role
{
    /// <summary>The writer that is measured.</summary>
    Ours,

    /// <summary>Another way to the same result, which ours is compared with.</summary>
    Peer,

    /// <summary>What cannot be reached by a writer of single rows; shown beside.</summary>
    Limit,
}

/// <summary>The seconds that a contender needed, round by round.</summary>
internal sealed record Series(string Contender, Role Role, IReadOnlyList<double> Seconds)
{
    public double Median => Statistics.Median(Seconds);
}
