using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.UnitTests.SparkBridge;

public sealed class ClusterResourcesTests
{
    [Fact]
    public void Executors_FixedCount_IsTheInstances() =>
        Assert.Equal(7, Executors(("spark.executor.instances", "7"), ("spark.dynamicAllocation.maxExecutors", "40")));

    [Fact]
    public void Executors_DynamicAllocation_IsItsMaximum() => Assert.Equal(
        40,
        Executors(
            ("spark.dynamicAllocation.enabled", "true"),
            ("spark.executor.instances", "7"),
            ("spark.dynamicAllocation.maxExecutors", "40")));

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Executors_NothingSaid_IsUnknown(string isDynamic) => Assert.Null(Executors(("spark.dynamicAllocation.enabled", isDynamic)));

    private static int? Executors(params (string Key, string Value)[] conf) =>
        ClusterResources.Executors(key => conf.FirstOrDefault(entry => entry.Key == key).Value ?? "");
}
