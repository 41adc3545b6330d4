using System.Globalization;
using Lakebase.TestSupport.Processes;

namespace Lakebase.SparkTests.Processes;

/// <summary>
/// Executors that Spark takes away from a running query and gives back to it. Its standalone master and two workers run inside the driver's
/// JVM, which is three JVMs less to start; the executors are processes of their own, started and killed as on any standalone cluster.
/// </summary>
[Collection("Processes")]
public sealed class DynamicAllocationTests : IDisposable
{
    private const string MarkName = "LAKEBASE_EXECUTOR_MARK";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly string _home = RequiredSpark.Home();
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly TemporaryFolder _folder = new();
    private readonly string _input;
    private readonly string _output;

    public DynamicAllocationTests()
    {
        _input = _folder.CreateFolder("lines");
        _output = _folder.CreateFolder("output");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Executors_ThatDynamicAllocationEnds_LeaveNoWorkerAndNewOnesGoOn()
    {
        AddLines(1, 2, 3, 4);

        using ProgramRun run = TestApp.Submit(
            _home,
            "local-cluster[2,1,512]",
            [
                "spark.executor.memory=512m", $"spark.executorEnv.{MarkName}={_mark}",
                "spark.dynamicAllocation.enabled=true", "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.minExecutors=0", "spark.dynamicAllocation.maxExecutors=2",
                "spark.dynamicAllocation.executorIdleTimeout=3s",
            ],
            ["follow", _input, _output]);

        // No lines, no tasks: Spark lets all executors go, and their workers must go with them.
        Eventually.Holds(() => run.HasEnded || Written().Length == 4, Deadline, "the lines");
        Assert.False(run.HasEnded, run.Output);
        int[] first = Workers();
        Assert.NotEmpty(first.Intersect(Marked().Select(process => process.Id)));
        Eventually.IsEmpty(Marked, Deadline, "executors or workers");
        Assert.All(first, id => Assert.False(SystemProcess.Runs(id)));

        AddLines(5);
        Eventually.Holds(() => run.HasEnded || Written().Length == 5, Deadline, "the line after the pause");
        Assert.Equal(["1", "2", "3", "4", "5"], Written());
        Assert.Single(Workers().Except(first));
    }

    private IReadOnlyList<SystemProcess> Marked() => SystemProcess.WithEnvironment(MarkName, _mark);

    private void AddLines(params int[] lines)
    {
        foreach (int line in lines)
        {
            string name = _folder[$"{line}.txt"];
            File.WriteAllText(name, $"{line}\n");
            File.Move(name, Path.Combine(_input, $"{line}.txt"));
        }
    }

    private string[] Written() => [.. Directory.GetFiles(_output, "*.done").SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)];

    // The name of a partition's file begins with the id of the worker that wrote it.
    private int[] Workers() => [.. Directory.GetFiles(_output, "*.done")
        .Select(file => int.Parse(Path.GetFileName(file).Split('-')[0], CultureInfo.InvariantCulture))
        .Distinct()];
}
