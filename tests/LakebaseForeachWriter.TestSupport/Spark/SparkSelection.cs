namespace Lakebase.TestSupport.Spark;

/// <summary>
/// Which Spark versions a test run covers: the default one on a laptop, all of them on CI, or those that the environment variable
/// LAKEBASE_SPARK_VERSIONS names (<c>all</c>, or a list such as <c>3.5.9,4.3.0</c>).
/// </summary>
public static class SparkSelection
{
    public const string DefaultVersion = "4.1.4";

    private const string All = "all";

    /// <summary>Whether what a test needs must be there: on CI a missing Spark, Java or PostgreSQL is a failure, not a skip.</summary>
    public static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") == "true";

    public static bool IsForSeveralVersions => Wanted == All || Wanted.Contains(',', StringComparison.Ordinal);

    private static string Wanted
    {
        get
        {
            string? named = Environment.GetEnvironmentVariable("LAKEBASE_SPARK_VERSIONS");
            return !string.IsNullOrWhiteSpace(named) ? named.Trim() : IsContinuousIntegration ? All : DefaultVersion;
        }
    }

    /// <summary>The version for tests that need any one: the default one, or the first that is asked for where that one is not.</summary>
    public static string AnyVersion =>
        ReasonToSkip(DefaultVersion) is null ? DefaultVersion : Wanted.Split(',', StringSplitOptions.TrimEntries)[0];

    /// <summary>Why <paramref name="version"/> is not covered by this run, or null if it is.</summary>
    public static string? ReasonToSkip(string version) => Wanted == All || Wanted.Split(',', StringSplitOptions.TrimEntries).Contains(version)
        ? null
        : $"Spark {version} is not asked for: set LAKEBASE_SPARK_VERSIONS={All}";
}
