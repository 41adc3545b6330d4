using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Scripts;

/// <summary>An application published with its runtime needs no <c>dotnet</c>, neither for its driver nor for its workers.</summary>
[Collection("Processes")]
public sealed class SelfContainedTests(SelfContainedFlights app) : IClassFixture<SelfContainedFlights>
{
    private const string Cluster = "local-cluster[1,1,1024]";
    private const string OldestVersion = "3.5.9";
    private const string Verified = "RESULT {\"rows\":2000,";

    [Fact]
    public async Task Run_OwnExecutableWithoutDotnet_StreamsThroughSpark() => AssertVerified(await Script.RunAsync(
        app.Executable, ["--rows", "2000"], app.Commands.With(RequiredVersion.Home(SparkSelection.DefaultVersion))));

    [Fact]
    public async Task LakebaseSubmit_ToExecutorsWithoutDotnet_ShipsTheRuntime() => AssertVerified(await Script.RunAsync(
        Repository.PathOf("spark-submit", "lakebase-submit"),
        ["--conf", "spark.ui.enabled=false", "--master", Cluster, app.Executable, "--rows", "2000"],
        app.Commands.With(RequiredVersion.Home(SparkSelection.DefaultVersion))));

    [Fact]
    public async Task SparkSubmit_OfTheOldestSparkWithoutDotnet_ShipsTheRuntime()
    {
        string home = RequiredVersion.Home(OldestVersion);
        string archive = await app.PackAsync();

        AssertVerified(await Script.RunAsync(
            Path.Combine(home, "bin", "spark-submit"),
            [
                "--conf", "spark.ui.enabled=false", "--master", Cluster, "--class", "lakebase.spark.DotnetRunner",
                "--archives", $"{archive}#app", Path.Combine(app.Folder, "lakebase-foreachwriter-spark.jar"), app.Executable + ".dll",
                "--rows", "2000",
            ],
            app.Commands.With(home)));
    }

    private static void AssertVerified(ScriptResult result)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.StartsWith(Verified, result.LastLine, StringComparison.Ordinal);
    }
}
