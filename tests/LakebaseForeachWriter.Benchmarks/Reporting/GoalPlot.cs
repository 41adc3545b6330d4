using System.Globalization;
using System.Text;
using System.Web;
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

    private static readonly double[] Ticks = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    public static string Draw(SuiteResult result)
    {
        (string Name, double Better)[] bars =
        [
            .. result.Goals.Where(goal => goal.Target > 0 && goal.Value > 0).Select(goal =>
                (goal.Name, Math.Max(Least, goal.LowerIsBetter ? goal.Target / goal.Value : goal.Value / goal.Target))),
        ];
        double to = Math.Max(2, bars.Select(bar => bar.Better).DefaultIfEmpty(1).Max() * 1.1);
        int bottom = Top + (LineHeight * bars.Length);
        double X(double better) => Left + (Width * Math.Log(better / Least) / Math.Log(to / Least));

        StringBuilder svg = new();
        Append(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {bottom + 40}" font-family="sans-serif" font-size="12">""");
        Append(svg, $"""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Append(svg, $"""<text x="10" y="20" font-size="14" font-weight="bold">{Encoded(result.Suite)}: how many times better than the goal</text>""");
        foreach (double tick in Ticks.Where(tick => tick <= to))
        {
            Append(svg, $"""<line x1="{X(tick):0.0}" y1="{Top}" x2="{X(tick):0.0}" y2="{bottom}" stroke="{(tick == 1 ? "#000000" : "#dddddd")}"/>""");
            Append(svg, $"""<text x="{X(tick):0.0}" y="{bottom + 16}" text-anchor="middle">{tick}</text>""");
        }

        Append(svg, $"""<text x="{X(1):0.0}" y="{bottom + 32}" text-anchor="middle" fill="#555555">right of 1: met</text>""");
        for (int row = 0; row < bars.Length; row++)
        {
            (string name, double better) = bars[row];
            int y = Top + (LineHeight * row);
            string colour = better >= 1 ? "#009e73" : "#d55e00";
            Append(svg, $"""<text x="{Left - 10}" y="{y + 14}" text-anchor="end">{Encoded(name)}</text>""");
            double from = Math.Min(X(1), X(better));
            Append(svg, $"""<rect x="{from:0.0}" y="{y + 5}" width="{Math.Abs(X(better) - X(1)):0.0}" height="{LineHeight - 10}" fill="{colour}"/>""");
        }

        Append(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Append(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Encoded(string text) => HttpUtility.HtmlEncode(text);
}
