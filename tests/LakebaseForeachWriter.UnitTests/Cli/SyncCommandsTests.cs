using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Sync;
using Lakebase.SyncedTables;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Cli;

/// <summary>What <c>lakebase sync</c> says before it touches a database, and what it shows of a run.</summary>
public sealed class SyncCommandsTests
{
    private const string Database = "--connection Host=127.0.0.1;Port=1;Database=d;Username=u";

    [Theory]
    [InlineData("sync list", "No database is named")]
    [InlineData("sync create " + Database, "Nothing is defined")]
    [InlineData("sync create --source t --primary-key id " + Database, "--target is missing")]
    [InlineData("sync create --source t --source-path /p --target t --primary-key id " + Database, "SourcePath")]
    [InlineData("sync create --file no-such-file.yaml " + Database, "There is no file")]
    [InlineData("sync create --file x.yaml --source t " + Database, "exclude each other")]
    [InlineData("sync run " + Database, "which tables to run")]
    [InlineData("sync run t --all " + Database, "which tables to run")]
    [InlineData("sync run --source t --target t --primary-key id --spark-conf nonsense " + Database, "name=value")]
    [InlineData("sync list --metadata-schema a-b " + Database, "MetadataSchema")]
    [InlineData("sync status t --connection Host=h;Password=secret", "must not hold a password")]
    public async Task Command_WrongUse_SaysSoAndEndsWith2(string commandLine, string message)
    {
        ToolRun run = await ToolRun.OfAsync(commandLine);

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RunProgress_OfALoad_EstimatesWhatIsLeft()
    {
        FakeClock clock = new();
        Steps steps = new();
        RunProgress progress = new(steps, clock);

        progress.Report(new SyncProgress("public.t", SyncPhase.Loading, 3) { RowsTotal = 4_000 });
        clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report(new SyncProgress("public.t", SyncPhase.Loading, 3) { RowsLoaded = 1_000, RowsTotal = 4_000 });

        Assert.Equal("public.t: loading, 1,000 of 4,000 rows, about 30 s left", steps.Last!.Text);
        Assert.Equal(0.25, steps.Last.Share);
        progress.Report(new SyncProgress("public.t", SyncPhase.UpToDate, 3));
        Assert.Equal("the table is up to date", steps.Last.Text);
    }

    private sealed class Steps : IProgress<ProgressStep>
    {
        public ProgressStep? Last { get; private set; }

        public void Report(ProgressStep value) => Last = value;
    }
}
