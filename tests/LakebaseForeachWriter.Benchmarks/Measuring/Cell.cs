using System.Text.Json.Serialization;

namespace Lakebase.Benchmarks.Measuring;

/// <summary>One piece of work, and what each contender needed for it. Their rounds took turns, so the i-th of all belong together.</summary>
/// <param name="Name">The work.</param>
/// <param name="Rows">Rows that it writes.</param>
/// <param name="Series">Ours, then the others.</param>
internal sealed record Cell(string Name, long Rows, IReadOnlyList<Series> Series)
{
    /// <summary>What was measured with ours.</summary>
    [JsonIgnore]
    public Series Ours => Series.Single(series => series.Role == Role.Ours);

    /// <summary>What was measured with the others.</summary>
    [JsonIgnore]
    public IEnumerable<Series> Others => Series.Where(series => series.Role != Role.Ours);

    /// <summary>How often as long as ours another one needed, in each round.</summary>
    public IReadOnlyList<double> Ratios(Series other) => [.. other.Seconds.Zip(Ours.Seconds, (theirs, ours) => theirs / ours)];

    /// <summary>
    /// How often as long as ours another one needs: the median of the rounds' ratios, because what slows a shared machine down for a while
    /// slows both sides of a round down.
    /// </summary>
    public double Ratio(Series other) => Statistics.Median(Ratios(other));

    /// <summary>The ratio to a contender by its name; null where it did not take part.</summary>
    public double? Ratio(string contender) => Series.FirstOrDefault(series => series.Contender == contender) is { } other ? Ratio(other) : null;

    /// <summary>The fastest peer.</summary>
    [JsonIgnore]
    public Series BestPeer => Series.Where(series => series.Role == Role.Peer).MinBy(Ratio)
        ?? throw new InvalidOperationException($"{Name} has no peer.");
}
