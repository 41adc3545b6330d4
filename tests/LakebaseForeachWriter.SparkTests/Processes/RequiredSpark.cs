using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>The Spark of the tests that need any one version.</summary>
internal static class RequiredSpark
{
    /// <summary><see cref="SparkSelection.AnyVersion"/>'s <c>SPARK_HOME</c>. Where it is missing the test is skipped, or on CI
    /// fails.</summary>
    public static string Home()
    {
        (string? home, string? reason) = SparkInstallation.Find(SparkSelection.AnyVersion);
        Assert.SkipWhen(home is null && !SparkSelection.IsContinuousIntegration, reason ?? "");
        Assert.True(home is not null, reason);
        return home!;
    }
}
