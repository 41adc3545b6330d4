using Microsoft.Spark.Launch;

namespace Lakebase.UnitTests.SparkBridge;

public class SparkLogTests
{
    private readonly StringWriter _console = new();

    [Fact]
    public void Add_Quiet_KeepsTheLastLinesOnly()
    {
        var log = new SparkLog(null, _console);
        for (var i = 1; i <= 50; i++)
        {
            log.Add($"line {i}");
        }

        Assert.Empty(_console.ToString());
        Assert.Equal(40, log.LastLines.Split(Environment.NewLine).Length);
        Assert.EndsWith("line 50", log.LastLines, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_WorkersOutput_IsAlwaysShown()
    {
        new SparkLog("quiet", _console).Add("[.NET worker 1] hello");
        Assert.Contains("hello", _console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AfterALevelWasChosen_IsShown()
    {
        var log = new SparkLog(null, _console);
        log.LevelWasChosen();
        log.Add("WARN x");
        Assert.Contains("WARN x", _console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_QuietByEnvironment_StaysQuietWhateverTheLevel()
    {
        var log = new SparkLog("quiet", _console);
        log.LevelWasChosen();
        log.Add("WARN x");
        Assert.Empty(_console.ToString());
    }

    [Fact]
    public void Create_UnknownSetting_NamesThePossibleOnes()
    {
        var e = Assert.Throws<InvalidOperationException>(() => new SparkLog("loud", _console));
        Assert.Contains("console", e.Message, StringComparison.Ordinal);
    }
}
