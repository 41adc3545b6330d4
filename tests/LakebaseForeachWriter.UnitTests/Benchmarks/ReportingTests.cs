using System.Text.Json;
using System.Xml.Linq;
using Lakebase.Benchmarks.Measuring;
using Lakebase.Benchmarks.Reporting;
using Lakebase.Benchmarks.Writes;
using Lakebase.UnitTests.Documentation;

namespace Lakebase.UnitTests.Benchmarks;

public sealed class ReportingTests
{
    private static readonly SuiteResult Result = new(
        "copy",
        new DateTimeOffset(2026, 11, 28, 4, 5, 6, TimeSpan.Zero),
        new Machine("A & B processor", 2, 24, "Linux", ".NET 10", "15.1"),
        [new Goal("copy: work, quick", 1.234567, 0.95, "x"), new Goal("copy: bytes", 9, 8, "B", LowerIsBetter: true)],
        [
            new Cell(
                "narrow <1>",
                1000,
                [new Series("ours", Role.Ours, [0.5, 0.5]), new Series("peer", Role.Peer, [1, 2]), new Series("psql", Role.Limit, [0.25, 0.25])]),
        ],
        ["Nobody was missing."]);

    [Fact]
    public void Ratios_OfGoals_AreOneLineWithWhatEachIsHeldTo()
    {
        string json = ResultFiles.Ratios(Result.Goals);

        Assert.DoesNotContain('\n', json);
        using JsonDocument read = JsonDocument.Parse(json);
        JsonElement[] ratios = [.. read.RootElement.GetProperty("ratios").EnumerateArray()];
        Assert.Equal(["name", "value", "target", "met"], ratios[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal([true, false], ratios.Select(ratio => ratio.GetProperty("met").GetBoolean()));
        Assert.Equal(1.2346, ratios[0].GetProperty("value").GetDouble());
    }

    [Fact]
    public void Deserialize_OfWhatWasKept_IsTheSameButForItsSeconds()
    {
        SuiteResult read = ResultFiles.Deserialize(ResultFiles.Serialize(Result));

        Assert.Equal(ResultFiles.Serialize(Result), ResultFiles.Serialize(read));
        Assert.Equal(Result.Cells[0].Ratio("peer"), read.Cells[0].Ratio("peer"));
        Assert.Equal(0, read.At.Second);
    }

    [Fact]
    public void Update_OfAPage_ReplacesWhatStandsBetweenTheMarksAndNothingElse()
    {
        string page = "before\n<!-- generated: copy -->\nold\n<!-- end: copy -->\nafter\n<!-- generated: upsert -->\nkept\n<!-- end: upsert -->\n";

        string updated = MarkdownReport.Update(page, [Result]);

        Assert.StartsWith("before\n<!-- generated: copy -->\n2026-11-28 04:05 UTC, 2 cores (A & B processor)", updated, StringComparison.Ordinal);
        Assert.EndsWith("\n<!-- end: copy -->\nafter\n<!-- generated: upsert -->\nkept\n<!-- end: upsert -->\n", updated, StringComparison.Ordinal);
        Assert.Contains("| copy: work, quick | 1.23 × | ≥ 0.95 × | met |", updated, StringComparison.Ordinal);
        Assert.Contains("| copy: bytes | 9.00 B | ≤ 8.00 B | **missed** |", updated, StringComparison.Ordinal);
        Assert.Contains("| narrow <1> | 2,000 | **3.00** (2.00–4.00) | 0.50 (0.50–0.50) |", updated, StringComparison.Ordinal);
        Assert.Equal(updated, MarkdownReport.Update(updated, [Result]));
    }

    [Fact]
    public void Update_OfAPageWithoutMarks_SaysWhichAreMissing() =>
        Assert.Contains("generated: copy", Assert.Throws<InvalidDataException>(() => MarkdownReport.Update("", [Result])).Message, StringComparison.Ordinal);

    [Fact]
    public void Draw_OfCells_IsAnSvgWithADotPerPeerRightOfOneWhereOursIsFaster()
    {
        XElement svg = XElement.Parse(RatioPlot.Draw(Result));
        XNamespace ns = "http://www.w3.org/2000/svg";

        double[] dots = [.. svg.Elements(ns + "circle").Skip(2).Select(dot => (double)dot.Attribute("cx")!)];
        double one = (double)svg.Elements(ns + "line").Single(line => (string?)line.Attribute("stroke") == "#000000").Attribute("x1")!;
        Assert.Equal(2, dots.Length);
        Assert.True(dots[0] > one && dots[1] < one);
        Assert.Contains(svg.Elements(ns + "text"), text => text.Value == "narrow <1>");
    }

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(0.123, "0.12")]
    [InlineData(12.34, "12.3")]
    [InlineData(1234.5, "1,234")]
    [InlineData(1_234_567, "1.23 M")]
    public void Text_OfANumber_HasTheDigitsThatMeanSomething(double value, string expected) => Assert.Equal(expected, Numbers.Text(value));

    [Fact]
    public void WriteGoals_OfCells_HoldEachCellAndTheWorstOfEachWay()
    {
        Cell Cell(string name, double best, double many, double cached) => new(
            name,
            1,
            [
                new Series("ours", Role.Ours, [1]), new Series("best", Role.Peer, [best]), new Series(WriteGoals.ExecuteMany, Role.Peer, [many]),
                new Series(WriteGoals.CachedValues, Role.Peer, [cached]),
            ]);
        Cell[] cells = [Cell("narrow, 1,000 rows, 0.1 ms", 1, 4, 9), Cell("narrow, 1,000 rows, 12 ms", 2, 3, 2.5), Cell("flights, 10,000 rows, 12 ms", 2, 5, 7)];

        List<Goal> goals = WriteGoals.Of("upsert", cells);

        Assert.Equal([1, 2, 2, Math.Pow(4, 1 / 3.0), 4, 3, 2.5, 7], goals.Select(goal => goal.Value), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal([0.95, 0.95, 0.95, 1.05, 3, 2, 2, 1.2], goals.Select(goal => goal.Target));
    }

    [Fact]
    public void Completing_AnEarlierResult_ReplacesCellsOfTheSameNameAndKeepsTheOthers()
    {
        Cell Cell(string name, double seconds) => new(name, 1, [new Series("ours", Role.Ours, [seconds])]);
        SuiteResult earlier = Result with { Cells = [Cell("a", 1), Cell("b", 1)] };
        SuiteResult part = Result with { Cells = [Cell("b", 2), Cell("c", 2)] };

        SuiteResult whole = part.Completing(earlier, cells => [new Goal("sum", cells.Sum(cell => cell.Ours.Median), 0, "s")]);

        Assert.Equal(["a", "b", "c"], whole.Cells.Select(cell => cell.Name));
        Assert.Equal(5, Assert.Single(whole.Goals).Value);
    }

    [Fact]
    public void Plot_OfASuiteWithoutPeers_HasABarPerGoalToTheRightWhereItIsMet()
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        Goal nothing = new("copy: new connections", 0, 0, "", LowerIsBetter: true);

        XElement plot = XElement.Parse(Pages.Plot(Result with { Cells = [], Goals = [.. Result.Goals, nothing] }));

        XElement[] bars = [.. plot.Elements(svg + "rect").Where(bar => bar.Attribute("y") is not null)];
        Assert.Equal(["#009e73", "#d55e00"], bars.Select(bar => (string?)bar.Attribute("fill")));
        Assert.True((double)bars[0].Attribute("x")! > (double)bars[1].Attribute("x")!);
    }

    [Fact]
    public void Page_InTheRepository_IsWhatTheKeptResultsMake()
    {
        string docs = Path.Combine(MarkdownTable.RepositoryRoot(), "docs");
        string page = File.ReadAllText(Path.Combine(docs, "benchmarks.md"));
        string folder = Path.Combine(docs, "benchmarks");
        SuiteResult[] kept = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.json").Select(file => ResultFiles.Deserialize(File.ReadAllText(file)))]
            : [];

        Assert.Equal(MarkdownReport.Update(page, kept), page);
        Assert.All(kept, result => Assert.Equal(Pages.Plot(result), File.ReadAllText(Path.Combine(folder, result.Suite + ".svg"))));
    }

    [Fact]
    public void Page_TableOfSuites_NamesThoseOfTheProgram()
    {
        string program = File.ReadAllText(Path.Combine(MarkdownTable.RepositoryRoot(), "tests/LakebaseForeachWriter.Benchmarks/Program.cs"));
        string page = File.ReadAllText(Path.Combine(MarkdownTable.RepositoryRoot(), "docs/benchmarks.md"));

        string[] documented = [.. page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

        Assert.NotEmpty(documented);
        Assert.All(documented, suite => Assert.Contains($"\"{suite}\"", program, StringComparison.Ordinal));
    }
}
