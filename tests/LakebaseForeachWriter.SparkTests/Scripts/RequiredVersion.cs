using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>The Spark of a test that is about certain versions.</summary>
internal static class RequiredVersion
{
    /// <summary>A version's <c>SPARK_HOME</c>. Not asked for: the test is skipped. Missing: skipped, or on CI failed.</summary>
    public static string Home(string version)
    {
        string? reason = SparkSelection.ReasonToSkip(version);
        Assert.SkipWhen(reason is not null, reason ?? "");
        (string? home, string? missing) = SparkInstallation.Find(version);
        Assert.SkipWhen(home is null && !SparkSelection.IsContinuousIntegration, missing ?? "");
        Assert.True(home is not null, missing);
        return home!;
    }
}
