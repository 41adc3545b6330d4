using Microsoft.Spark.Launch;

namespace Lakebase.UnitTests.SparkBridge;

public class LaunchOptionsTests
{
    private static readonly string[] End = ["--class", "lakebase.spark.DotnetGateway", "the.jar"];

    [Fact]
    public void Arguments_NothingSaid_UseAllLocalCores() =>
        Assert.Equal(["--master", "local[*]", .. End], LaunchOptions.Arguments(new Dictionary<string, string>(), masterIsConfigured: false, "the.jar"));

    [Fact]
    public void Arguments_MasterInSparksFiles_IsLeftAlone() =>
        Assert.Equal(End, LaunchOptions.Arguments(new Dictionary<string, string>(), masterIsConfigured: true, "the.jar"));

    [Fact]
    public void Arguments_MasterOfTheBuilder_Wins() => Assert.Equal(
        ["--master", "spark://host:7077", .. End],
        LaunchOptions.Arguments(new Dictionary<string, string> { ["spark.master"] = "spark://host:7077" }, masterIsConfigured: true, "the.jar"));

    [Fact]
    public void Arguments_OtherSettings_OnlyThoseOfTheLaunchReachTheCommandLine()
    {
        var conf = new Dictionary<string, string>
        {
            ["spark.driver.memory"] = "2g",
            ["spark.jars.packages"] = "a:b:1",
            ["spark.hadoop.fs.s3a.secret.key"] = "hidden",
            ["spark.sql.shuffle.partitions"] = "2",
        };
        Assert.Equal(
            ["--master", "local[*]", "--conf", "spark.driver.memory=2g", "--conf", "spark.jars.packages=a:b:1", .. End],
            LaunchOptions.Arguments(conf, masterIsConfigured: false, "the.jar"));
    }
}
