using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>Makes docs/benchmarks.md and its plots of the kept results.</summary>
internal static class Pages
{
    public static int Write()
    {
        IReadOnlyDictionary<string, SuiteResult> results = ResultFiles.Load();
        string page = Path.Combine(Repository.Root, "docs", "benchmarks.md");
        File.WriteAllText(page, MarkdownReport.Update(File.ReadAllText(page), results.Values));
        foreach (SuiteResult result in results.Values)
        {
            File.WriteAllText(Path.Combine(ResultFiles.Folder, result.Suite + ".svg"), Plot(result));
        }

        Console.Out.WriteLine($"docs/benchmarks.md: {string.Join(", ", results.Keys.Order(StringComparer.Ordinal))}");
        return 0;
    }

    /// <summary>A suite's plot: of its peers where it has some, else of its goals.</summary>
    public static string Plot(SuiteResult result) => result.Cells.Count > 0 ? RatioPlot.Draw(result) : GoalPlot.Draw(result);
}
