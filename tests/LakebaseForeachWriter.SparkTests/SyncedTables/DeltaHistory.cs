using Lakebase.SparkTests.Processes;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>
/// A Delta table of many versions, made by Spark for the first test that asks. Tests whose Spark is another process's take copies of it
/// that end at a version, and give them further versions when they like: a Delta table is what its log says.
/// </summary>
public sealed class DeltaHistory : IDisposable
{
    /// <summary>The rows of every version.</summary>
    public const int Rows = 2_000;

    /// <summary>The last version: few, unless the campaign of <see cref="KilledDriverTests"/> wants them.</summary>
    public static int Versions { get; } =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KilledDriverTests.SchedulesVariable)) ? 1 : 12;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _table;

    public DeltaHistory() => _table = new Lazy<string>(Make);

    public void Dispose() => _folder.Dispose();

    /// <summary>A table of its own that ends at a version.</summary>
    internal DeltaCopy CopyTo(string folder, int version) => new(_table.Value, folder, version);

    private string Make()
    {
        DeltaConnector.Require(SparkSelection.AnyVersion);
        using ProgramRun run = TestApp.Run(RequiredSpark.Home(), null, "delta-history", _folder["history"], $"{Rows}", $"{Versions}");
        Assert.True(run.WaitForExit(Deadline) == 0, run.Output);
        return _folder["history"];
    }
}
