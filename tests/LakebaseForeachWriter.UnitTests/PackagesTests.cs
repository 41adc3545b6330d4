namespace Lakebase.UnitTests;

public class PackagesTests
{
    [Fact]
    public void Runner_Always_Runs() => Assert.True(true);
}
