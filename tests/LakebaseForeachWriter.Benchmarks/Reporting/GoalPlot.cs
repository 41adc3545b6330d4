using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>
/// A suite of figures without peers as an SVG: a bar per goal, as long as the figure is better than the goal asks for, on a logarithmic
/// axis. To the right of the line at 1 the goal is met. Goals of nothing at all have no bar. Pure.
/// </summary>
internal static class GoalPlot
{
    private const int Left = 470;
    private const int Width = 420;
    private const int Top = 34;
    private const int LineHeight = 20;
    private const double Least = 0.2;

    public static string Draw(SuiteResult result)
    {
        (string Name, double Better)[] bars =
        [
            .. result.Goals.Where(goal => goal.Target > 0 && goal.Value > 0).Select(goal =>
                (goal.Name, Math.Max(Least, goal.LowerIsBetter ? goal.Target / goal.Value : goal.Value / goal.Target))),
        ];
        double to = Math.Max(2, bars.Select(bar => bar.Better).DefaultIfEmpty(1).Max() * 1.1);
        int bottom = Top + (LineHeight * bars.Length);
        LogPlot plot = new($"{result.Suite}: how many times better than the goal", Left, Width, bottom, Least, to);
        plot.AddAxis(Top, bottom, "met");
        for (int row = 0; row < bars.Length; row++)
        {
            (string name, double better) = bars[row];
            int y = Top + (LineHeight * row);
            string colour = better >= 1 ? "#009e73" : "#d55e00";
            plot.AddName(name, y + 14);
            double from = plot.X(Math.Min(1, better));
            double width = Math.Abs(plot.X(better) - plot.X(1));
            plot.Add($"""<rect x="{from:0.0}" y="{y + 5}" width="{width:0.0}" height="{LineHeight - 10}" fill="{colour}"/>""");
        }

        return plot.ToSvg();
    }
}
