using System.Globalization;
using System.Text.Json;

namespace Lakebase.Benchmarks;

internal static class Report
{
    /// <summary>Prints the goals as a table, or as one JSON object; returns the exit code (0 whether or not a goal was met).</summary>
    public static int Print(IReadOnlyList<Goal> goals, bool json)
    {
        foreach (Goal goal in goals)
        {
            (json ? Console.Error : Console.Out).WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(goal.Met ? "met   " : "MISSED")} {goal.Name,-58} {goal.Value,14:N2} {goal.Unit} (goal {(goal.LowerIsBetter ? "at most" : "at least")} {goal.Target:N0})"));
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                ratios = goals.Select(goal => new { name = goal.Name, value = goal.Value, target = goal.Target, met = goal.Met }),
            }));
        }

        return 0;
    }
}
