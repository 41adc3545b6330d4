using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Lakebase.Cli.CommandLine;
using Lakebase.Cli.Managed;
using Lakebase.Cli.Plan;
using Lakebase.Managed;
using Lakebase.UnitTests.Documentation;

namespace Lakebase.UnitTests.Cli;

/// <summary>docs/cli.md is what the tool takes and says: its commands are parsed, its tables compared.</summary>
public sealed partial class CliPageTests
{
    private const string Page = "docs/cli.md";

    private static readonly string Text = File.ReadAllText(Path.Combine(MarkdownTable.RepositoryRoot(), Page));

    public static TheoryData<string> CommandLines
    {
        get
        {
            string readme = File.ReadAllText(Path.Combine(MarkdownTable.RepositoryRoot(), "README.md"));
            TheoryData<string> lines = [];
            foreach (string line in CommandLine().Matches(Text + "\n" + readme).Select(match => match.Groups["line"].Value).Distinct())
            {
                lines.Add(line);
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void CommandLine_OnThePages_IsParsed(string line)
    {
        ParseResult parsed = Root().Parse(Words(line));

        Assert.True(parsed.Errors.Count == 0, string.Join(" ", parsed.Errors.Select(error => error.Message)));
    }

    [Fact]
    public void CommandLines_OnThePages_AreMany() => Assert.True(CommandLines.Count >= 12, $"only {CommandLines.Count} command lines are found");

    [Fact]
    public void Examples_OfEveryCommandsHelp_AreParsed()
    {
        Option<bool> json = new("--json");
        CommandFactory factory = new(ToolRun.Nothing(), json);
        _ = (Lakebase.Cli.Sync.SyncCommands.Create(factory), ManagedCommands.Create(factory), PlanCommand.Create(factory), Lakebase.Cli.Check.CheckCommand.Create(factory),
            Lakebase.Cli.Doctor.DoctorCommand.Create(factory));

        string[] examples = [.. factory.Examples.Values.SelectMany(lines => lines)];

        Assert.True(examples.Length >= 14, $"only {examples.Length} examples");
        Assert.All(examples, example => Assert.Empty(Root().Parse(Words(example)).Errors));
    }

    [Fact]
    public void Table_Commands_AreTheToolsOwn() => Assert.Equal(
        CommandLineTests.Every(Root()).Where(command => command.Subcommands.Count == 0).Select(PathOf).Order(StringComparer.Ordinal),
        MarkdownTable.Read("Commands", Page).Select(row => row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Table_ExitCodes_AreTheToolsOwn() => Assert.Equal(
        typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => $"{code.GetRawConstantValue()} {code.Name}").Order(),
        MarkdownTable.Read("Exit codes", Page).Select(row => $"{row[0]} {row[1]}").Order());

    [Theory]
    [InlineData("sync status", typeof(Lakebase.Cli.Sync.SyncedTableJson), null)]
    [InlineData("sync delete", typeof(Lakebase.Cli.Sync.SyncDeletionJson), null)]
    [InlineData("managed create", typeof(ManagedTableJson), typeof(ProgressJson))]
    [InlineData("managed list", typeof(ManagedListJson), null)]
    [InlineData("managed delete", typeof(ManagedDeletionJson), null)]
    [InlineData("plan", typeof(PlanResult), typeof(PlanEstimate))]
    [InlineData("check", typeof(Lakebase.Cli.Check.CheckJson), null)]
    [InlineData("doctor", typeof(Lakebase.Cli.Doctor.DoctorJson), typeof(Lakebase.Cli.Doctor.DoctorFinding))]
    public void Table_JsonMembers_AreAllOfThem(string command, Type result, Type? inner)
    {
        string row = MarkdownTable.Read("For programs: `--json`", Page).First(row => row[0].StartsWith(command, StringComparison.Ordinal))[1];

        Assert.All(
            new[] { result, inner }.OfType<Type>().SelectMany(type => type.GetProperties()).Select(member => JsonName(member.Name)),
            member => Assert.Matches($@"\b{member}\b", row));
    }

    [Fact]
    public void Table_Figures_AreThePlans()
    {
        IReadOnlyList<string[]> rows = MarkdownTable.Read("Capacity", Page);
        ManagedGeneration[] columns = [ManagedGeneration.Autoscaling, ManagedGeneration.Provisioned];

        Assert.Equal(columns.Select(PublishedFigures.LoadRate), rows[0][1..].Select(Number));
        Assert.Equal(columns.Select(PublishedFigures.ChangeRate), rows[1][1..].Select(Number));
        Assert.Equal(
            "104 at 0.5 CU, 839 at 4, 1,678 at 8, 4,000 from 32",
            string.Create(CultureInfo.InvariantCulture, $"{At(0.5):N0} at 0.5 CU, {At(4):N0} at 4, {At(8):N0} at 8, {At(32):N0} from 32"));
        Assert.Equal("104 at 0.5 CU, 839 at 4, 1,678 at 8, 4,000 from 32", rows[2][1]);
        Assert.All(rows[3][1..], cell => Assert.Equal(PublishedFigures.ConnectionsPerTable, Number(cell)));
        Assert.Equal(CapacityPlan.Bytes(PublishedFigures.TotalBytes), rows[4][2]);
        Assert.All(rows[5][1..], cell => Assert.Equal(CapacityPlan.Bytes(PublishedFigures.TableBytes), cell));

        static int At(double units) => PublishedFigures.Connections(ManagedGeneration.Autoscaling, units);
    }

    private static RootCommand Root() => Tool.Commands(ToolRun.Nothing(), new Option<bool>("--json") { Recursive = true });

    private static string PathOf(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name)
            .Prepend(Tool.Name).Append(command.Name));

    private static double Number(string cell) => double.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    // As a shell parts them.
    private static string[] Words(string line) =>
        [.. Word().Matches(line.Split(" #")[0]).Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal))];

    [GeneratedRegex(@"^lakebase (?<line>\S.*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex("""(?:"[^"]*"|\S)+""")]
    private static partial Regex Word();
}
