namespace Lakebase.Benchmarks.Measuring;

/// <summary>What is made of the figures of several rounds.</summary>
internal static class Statistics
{
    /// <summary>The one in the middle; of an even count, half-way between the two in the middle.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length switch
        {
            0 => throw new ArgumentException("There is no median of nothing.", nameof(values)),
            int count when count % 2 == 1 => sorted[count / 2],
            int count => (sorted[(count / 2) - 1] + sorted[count / 2]) / 2,
        };
    }

    /// <summary>The value that the given share of all does not exceed.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("There is no percentile of nothing.", nameof(values))
            : sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * share) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The mean of ratios: a half and a double make one.</summary>
    /// <exception cref="ArgumentException">There are none, or one is not above zero.</exception>
    public static double GeometricMean(IReadOnlyCollection<double> ratios)
    {
        if (ratios.Count == 0 || ratios.Any(ratio => !(ratio > 0)))
        {
            throw new ArgumentException("A geometric mean is of values above zero.", nameof(ratios));
        }

        return Math.Exp(ratios.Average(Math.Log));
    }
}
