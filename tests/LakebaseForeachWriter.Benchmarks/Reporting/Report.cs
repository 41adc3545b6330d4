using System.Globalization;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

internal static class Report
{
    /// <summary>Prints the goals as a table, or as one JSON object; returns the exit code (0 whether or not a goal was met).</summary>
    public static int Print(SuiteResult result, bool json, bool save)
    {
        foreach (Goal goal in result.Goals)
        {
            (json ? Console.Error : Console.Out).WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(goal.Met ? "met   " : "MISSED")} {goal.Name,-70} {Numbers.Text(goal.Value),12} {goal.Unit} (goal {(goal.LowerIsBetter ? "at most" : "at least")} {Numbers.Text(goal.Target)})"));
        }

        foreach (string note in result.Notes)
        {
            Console.Error.WriteLine($"note: {note}");
        }

        if (save)
        {
            Console.Error.WriteLine($"kept as {ResultFiles.Save(result)}; the command \"report\" makes the page of it");
        }

        if (json)
        {
            Console.Out.WriteLine(ResultFiles.Ratios(result.Goals));
        }

        return 0;
    }
}
