using System.Globalization;
using Lakebase.Cli.CommandLine;
using Spectre.Console;

namespace Lakebase.Cli.Plan;

/// <summary>A plan for people. Pure.</summary>
internal static class PlanView
{
    public static void Write(IAnsiConsole console, PlanResult plan)
    {
        console.WritePairs(
            ("compute", Text($"{Words.Of(plan.Generation)}, {plan.Cu:0.#} CU{(plan.CuIsChosen ? " (the smallest that does it)" : "")}")),
            ("policy", $"{Words.Of(plan.Policy)}, every {Durations.Describe(plan.IntervalSeconds)}"),
            ("rows", Text($"{plan.TotalRows:N0}")),
            ("size", $"{CapacityPlan.Bytes(plan.TotalBytes)} with indexes; {CapacityPlan.Bytes(plan.PeakBytes)} while a table is replaced"),
            ("connections", Text($"{plan.Connections:N0} of {plan.ConnectionLimit:N0}, {plan.SyncConnections:N0} of them for copying")));
        console.WriteLine();
        Table table = Consoles.Table(["", .. plan.Estimates.Select(estimate => estimate.Basis)]);
        (string Name, Func<PlanEstimate, string> Value)[] lines =
        [
            ("full copy", estimate => Text($"{estimate.LoadRowsPerSecond:N0} rows/s")),
            ("first load", estimate => Durations.Describe(estimate.LoadSeconds)),
            ("changes", estimate => Text($"{estimate.ChangeRowsPerSecond:N0} rows/s")),
            ("busy", estimate => Text($"{estimate.Utilisation:0.# %} of the time")),
            ("one run", estimate => Or(estimate.RunSeconds)),
            ("typical lag", estimate => Or(estimate.TypicalLagSeconds)),
            ("worst lag", estimate => estimate.KeepsUp
                ? Or(estimate.WorstLagSeconds)
                : $"grows by {Durations.Describe(estimate.LagGrowthSecondsPerHour)} each hour"),
            ("catching up", estimate => Or(estimate.CatchUpSeconds)),
        ];
        bool catchesUp = plan.Estimates.Any(estimate => estimate.CatchUpSeconds is not null);
        foreach ((string name, Func<PlanEstimate, string> value) in lines.Where(line => line.Name != "catching up" || catchesUp))
        {
            table.AddRow([new Text(name, new Style(Color.Grey)), .. plan.Estimates.Select(estimate => new Text(value(estimate)))]);
        }

        console.Write(table);
        console.WriteLine();
        console.WriteList("red", "problem", plan.Problems);
        console.WriteList("yellow", "warning", plan.Warnings);
        if (plan.Problems.Count == 0)
        {
            console.MarkupLine("[green]It fits.[/]");
        }

        console.WriteLine("Published figures are for narrow rows; measure with your own and give --measured-load-rate and --measured-change-rate.");
    }

    private static string Or(double? seconds) => seconds is { } known ? Durations.Describe(known) : "—";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
