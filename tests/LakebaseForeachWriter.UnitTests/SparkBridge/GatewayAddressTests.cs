using Microsoft.Spark.Interop;

namespace Lakebase.UnitTests.SparkBridge;

public class GatewayAddressTests
{
    [Fact]
    public void Parse_FileOfTheGateway_IsPortAndSecret() => Assert.Equal(new GatewayAddress(25333, "abc"), GatewayAddress.Parse("25333\nabc\n"));

    [Theory]
    [InlineData("")]
    [InlineData("25333")]
    [InlineData("x\ny")]
    public void Parse_OtherText_Throws(string text) => Assert.Throws<FormatException>(() => GatewayAddress.Parse(text));

    [Fact]
    public void ToString_Always_HidesTheSecret() =>
        Assert.DoesNotContain("topsecret", new GatewayAddress(1, "topsecret").ToString(), StringComparison.Ordinal);

    [Fact]
    public void TakeFromEnvironment_GivenBySparkSubmit_IsReadOnceAndRemoved()
    {
        Environment.SetEnvironmentVariable("LAKEBASE_GATEWAY_PORT", "4711");
        Environment.SetEnvironmentVariable("LAKEBASE_GATEWAY_SECRET", "s");

        Assert.Equal(new GatewayAddress(4711, "s"), GatewayAddress.TakeFromEnvironment());
        Assert.Null(Environment.GetEnvironmentVariable("LAKEBASE_GATEWAY_SECRET"));
        Assert.Null(GatewayAddress.TakeFromEnvironment());
    }
}
