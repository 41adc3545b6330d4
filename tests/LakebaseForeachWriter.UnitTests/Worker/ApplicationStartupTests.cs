using Lakebase.Worker;

namespace Lakebase.UnitTests.Worker;

public sealed class ApplicationStartupTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("LakebaseForeachWriter.SparkRows")]
    public void TryRun_NoApplicationOrNoStartup_DoesNothing(string? assembly)
    {
        using StringWriter log = new();

        Assert.True(ApplicationStartup.TryRun(assembly, log, out ApplicationStartup? application));

        application.Dispose();
        Assert.Empty(log.ToString());
    }

    [Fact]
    public void TryRun_AssemblyThatCannotBeLoaded_SaysWhich()
    {
        using StringWriter log = new();

        Assert.False(ApplicationStartup.TryRun("No.Such.Assembly", log, out _));

        Assert.Contains("No.Such.Assembly", log.ToString(), StringComparison.Ordinal);
    }
}
