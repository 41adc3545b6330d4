using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Managed;

namespace Lakebase.UnitTests.Cli;

/// <summary>What every command has in common: help, wrong use, the JSON form's four members, exit codes.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    public async Task Tool_AskedForNothing_ShowsCommandsExamplesAndExitCodes(string commandLine)
    {
        ToolRun run = await ToolRun.OfAsync(commandLine);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(
            (string[])["managed", "plan", "check", "doctor", "Examples:", "130 Ctrl-C", "--json"],
            text => Assert.Contains(text, run.Out, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("managd get a.b.c", "There is no command 'managd'. Did you mean 'managed'?")]
    [InlineData("chekc --schema x", "There is no command 'chekc'. Did you mean 'check'? ('lakebase --help'")]
    [InlineData("managed gte a.b.c", "There is no command 'gte'. Did you mean 'get'?")]
    [InlineData("managed delete a.b.c --Yes please", "There is one argument too many.")]
    [InlineData("plan --rows 5 --tables many", "--tables must be a whole number, not 'many'.")]
    [InlineData("plan --rows 5 --cu x", "--cu must be a number, not 'x'.")]
    [InlineData("managed create a.b.c --accelerated-sync maybe", "--accelerated-sync must be one of true, false, not 'maybe'.")]
    [InlineData("check --schema id:INT --table t", "No database is named: give --connection")]
    [InlineData("managed", "needs one of: create, get, list, delete")]
    [InlineData("managed get", "Required argument missing")]
    [InlineData("plan --rows 5 --row-byte 7", "There is no option '--row-byte'. Did you mean '--row-bytes'?")]
    [InlineData("plan --rows lots", "--rows must be a number such as 5000, 20k, 100M or 1.5B, not 'lots'.")]
    [InlineData("plan", "--rows")]
    [InlineData("plan --rows 5 --policy sometimes", "--policy must be one of snapshot, triggered, continuous, not 'sometimes'.")]
    [InlineData("plan --rows 5 --interval 5", "--interval must be a duration such as 500ms, 15s, 5m, 1h or 2d, not '5'.")]
    [InlineData("plan --rows 5 --cu 3.5", "--cu 3.5 is no size of a compute")]
    [InlineData("plan --rows 5 --tables 0", "--tables must be 1 or more")]
    [InlineData("plan --rows -5", "not '-5'")]
    [InlineData("plan --rows 5 6", "one argument too many")]
    [InlineData("managed get orders", "write catalog.schema.table")]
    [InlineData("managed list", "Name one of --schema catalog.schema and --instance name.")]
    [InlineData("managed list --schema shop", "--schema must be catalog.schema, not 'shop'.")]
    [InlineData("managed create a.b.c --spec nowhere.json", "There is no file")]
    [InlineData("check --table t", "The rows' columns are missing")]
    [InlineData("check --schema id --table t", "column 'id' has no type")]
    [InlineData("check --schema id:INT --option batch_size", "--option must be name=value")]
    [InlineData("check --schema id:INT --option password=hush", "must not stand on the command line")]
    [InlineData("check --schema id:INT --table t --connection Host=h;Password=hush", "--connection must not hold a password")]
    [InlineData("check --schema id:INT --table t --connection postgresql://me:hush@h/d", "--connection must not hold a password")]
    [InlineData("check --schema id:INT --table t --connection Host=h --lakebase p", "exclude each other")]
    [InlineData("check --schema id:INT --table t --connection nonsense", "is no connection string")]
    [InlineData("check --schema id:INT --table a.b.c --option host=h", "more than two parts")]
    [InlineData("check --schema id:INT --table t --executors 0", "--executors must be 1 or more")]
    [InlineData("doctor --time-limit 0s", "--time-limit must be more than 0.")]
    [InlineData("doctor --schema a.b", "--schema must be the name of a schema")]
    public async Task Tool_WrongUse_SaysWhatToPutRightAndExits2(string commandLine, string expected)
    {
        ToolRun run = await ToolRun.OfAsync(commandLine);

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("managd --json", "")]
    [InlineData("managed get orders --json", "managed get")]
    [InlineData("plan --rows x --json", "plan")]
    public async Task Tool_WrongUseWithJson_IsOneObjectOnTheOutput(string commandLine, string command)
    {
        ToolRun run = await ToolRun.OfAsync(commandLine);

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Equal(command, (string?)run.Json["command"]);
        Assert.Equal(2, (int?)run.Json["exitCode"]);
        Assert.Null(run.Json["result"]);
        Assert.Equal("usage", (string?)run.Json["error"]!["kind"]);
        Assert.NotEqual("", (string?)run.Json["error"]!["message"]);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Tool_NoWorkspaceConfigured_NamesTheToolsOwnOptions()
    {
        ToolRun run = await ToolRun.OfAsync("managed get a.b.c", ToolRun.Nothing() with
        {
            Workspace = options => throw new ArgumentException("No Databricks workspace: set Host, DATABRICKS_HOST, or name a profile."),
        });

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Contains("give --host, set DATABRICKS_HOST", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_SomethingUnexpected_SaysSoWithoutAStack()
    {
        ToolRun run = await ToolRun.OfAsync(
            "managed get a.b.c", ToolRun.Nothing() with { Workspace = options => throw new InvalidOperationException("odd") });

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("odd (InvalidOperationException; this is not expected", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_All_HaveADescriptionAndLongOptionsWithOne()
    {
        RootCommand root = Tool.Commands(ToolRun.Nothing(), new Option<bool>("--json") { Description = "x" });

        Assert.All(Every(root), command =>
        {
            Assert.NotEmpty(command.Description!);
            Assert.All(command.Options, option => Assert.NotEmpty(option.Description!));
        });
    }

    [Theory]
    [InlineData("5000", 5_000d)]
    [InlineData("20k", 20_000d)]
    [InlineData("1.5B", 1_500_000_000d)]
    [InlineData("1,000,000", 1_000_000d)]
    [InlineData("100 M", 100_000_000d)]
    [InlineData("1e9", 1_000_000_000d)]
    [InlineData("1.5E+3k", 1_500_000d)]
    [InlineData("1,5", null)]
    [InlineData("-1", null)]
    [InlineData("M", null)]
    [InlineData("5x", null)]
    public void ParseCount_Text_IsTheNumber(string text, double? expected) => Assert.Equal(expected, Quantity.ParseCount(text));

    [Theory]
    [InlineData("200", 200.0)]
    [InlineData("1.5kB", 1_500.0)]
    [InlineData("2KiB", 2_048.0)]
    [InlineData("2 TB", 2e12)]
    [InlineData("2XB", null)]
    public void ParseBytes_Text_IsTheSize(string text, double? expected) => Assert.Equal(expected, Quantity.ParseBytes(text));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("15s", 15.0)]
    [InlineData("5m", 300.0)]
    [InlineData("1.5h", 5_400.0)]
    [InlineData("2d", 172_800.0)]
    [InlineData("15", null)]
    [InlineData("99999999999d", null)]
    public void ParseDuration_Text_IsTheTime(string text, double? seconds) => Assert.Equal(seconds, Quantity.ParseDuration(text)?.TotalSeconds);

    [Theory]
    [InlineData(0.02, "20 ms")]
    [InlineData(0.9999, "1 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(90, "1 min 30 s")]
    [InlineData(3_599.6, "1 h")]
    [InlineData(12_500, "3 h 28 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(4e9, "126.8 years")]
    public void Describe_Seconds_AreTwoUnitsAtMost(double seconds, string expected) => Assert.Equal(expected, Durations.Describe(seconds));

    [Fact]
    public void Words_OfAnEnumeration_AreInLowerCaseWithHyphens() => Assert.Equal("bulk-insert", Words.Of(WriteMode.BulkInsert));

    internal static IEnumerable<Command> Every(Command command) => command.Subcommands.SelectMany(Every).Prepend(command);
}
