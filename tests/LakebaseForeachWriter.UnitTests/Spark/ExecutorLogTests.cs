using Lakebase.Spark;
using Microsoft.Extensions.Logging;

namespace Lakebase.UnitTests.Spark;

public sealed class ExecutorLogTests
{
    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData(" ", LogLevel.Information)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData(" Warning ", LogLevel.Warning)]
    [InlineData("None", LogLevel.None)]
    [InlineData("loud", null)]
    [InlineData("17", null)]
    public void ParseLevel_Text_IsALevelOrUnknown(string? text, LogLevel? level) => Assert.Equal(level, ExecutorLog.ParseLevel(text));

    [Fact]
    public void Create_Level_IsTheLeastOneShown()
    {
        using ILoggerFactory loggers = ExecutorLog.Create("warning");
        ILogger logger = loggers.CreateLogger("Lakebase.LakebaseWriter");

        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Loggers_Always_AreTheSame() => Assert.Same(ExecutorLog.Loggers, ExecutorLog.Loggers);
}
