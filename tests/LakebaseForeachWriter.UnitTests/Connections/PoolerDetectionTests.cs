using Lakebase.Connections;

namespace Lakebase.UnitTests.Connections;

public sealed class PoolerDetectionTests
{
    [Theory]
    [InlineData("ep-a-pooler.database.cloud.example", true)]
    [InlineData("EP-A-POOLER.database.cloud.example", true)]
    [InlineData("ep-a.database.cloud.example", false)]
    [InlineData("ep-a.my-pooler.example", false)]
    [InlineData("my-pooler", false)]
    [InlineData("/var/run/postgresql", false)]
    public void IsPoolersName_Host_IsJudgedByItsFirstLabel(string host, bool expected) => Assert.Equal(expected, PoolerDetection.IsPoolersName(host));
}
