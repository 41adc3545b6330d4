using System.Text.Json;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.RealTime;

/// <summary>
/// The example RealTimeOrders as its users run it: it starts Kafka, PostgreSQL and Spark, and compares table and topic itself.
/// </summary>
[Collection("Processes")]
public sealed class RealTimeOrdersTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);

    private static string Program { get; } = Repository.PathOf(
        "examples",
        "RealTimeOrders",
        Path.GetRelativePath(Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests"), AppContext.BaseDirectory),
        "RealTimeOrders.dll");

    [Theory]
    [InlineData("4.1.4", "insert")]
    [InlineData("4.2.1", "upsert")]
    [InlineData("4.3.0", "upsert")]
    public void RealTimeOrders_InRealTimeMode_EndsWithEveryOrderInTheTable(string version, string mode)
    {
        using ProgramRun run = Start(version, "--mode", mode, "--rate", "200", "--warm-up", "1", "--seconds", "3");

        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);

        Assert.Contains("each as its last record in the topic", run.Output, StringComparison.Ordinal);
        string line = run.Output.TrimEnd().Split('\n').Last(text => text.StartsWith("RESULT ", StringComparison.Ordinal));
        using JsonDocument result = JsonDocument.Parse(line["RESULT ".Length..]);
        JsonElement figures = result.RootElement;
        Assert.Equal((version, "real-time"), (figures.GetProperty("spark").GetString(), figures.GetProperty("trigger").GetString()));
        Assert.Equal(mode, figures.GetProperty("mode").GetString());
        Assert.InRange(figures.GetProperty("orders").GetInt64(), 100, figures.GetProperty("rows").GetInt64());
        Assert.True(figures.GetProperty("measured").GetInt64() > 100, line);
        Assert.InRange(figures.GetProperty("p50").GetDouble(), 0.1, figures.GetProperty("p99").GetDouble());
        Assert.True(figures.GetProperty("warmUp").GetProperty("measured").GetInt64() > 0, line);
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    [Fact]
    public void RealTimeOrders_OnSparkWithoutRealTimeMode_EndsWithAMessageThatNamesTheVersion()
    {
        using ProgramRun run = Start("4.0.5");

        Assert.NotEqual(0, run.WaitForExit(Deadline));

        Assert.Contains("Spark 4.0", run.Output, StringComparison.Ordinal);
        Assert.Contains("4.1", run.Output, StringComparison.Ordinal);
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    [Fact]
    public void RealTimeOrders_CtrlC_EndsWith130AndLeavesNothing()
    {
        using ProgramRun run = Start(SparkSelection.DefaultVersion, "--rate", "100", "--seconds", "600");
        run.WaitForOutput("warm-up", Deadline);

        Signal.Interrupt.SendToGroup(run.Id);

        Assert.Equal(130, run.WaitForExit(TimeSpan.FromSeconds(20)));
        Eventually.IsEmpty(() => run.Processes, TimeSpan.FromSeconds(10), "left-over processes");
    }

    private static ProgramRun Start(string version, params string[] arguments)
    {
        string? reason = SparkSelection.ReasonToSkip(version);
        Assert.SkipWhen(reason is not null, reason ?? "");
        (string? home, string? missing) = SparkInstallation.Find(version);
        if (home is null)
        {
            PostgresFixture.Missing(missing!);
        }

        return new ProgramRun(
            ["dotnet", Program, .. arguments],
            new Dictionary<string, string?> { ["SPARK_HOME"] = home, ["LAKEBASE_CONNECTION"] = null });
    }
}
