using System.Globalization;
using System.Text;
using System.Web;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>
/// A suite's cells as an SVG: a line per cell, and on it for each of the others how often as long as ours it needs, the median as a dot and
/// all rounds as a bar, on a logarithmic axis. To the right of the line at 1, ours is faster. Pure.
/// </summary>
internal static class RatioPlot
{
    private const int Left = 330;
    private const int Width = 560;
    private const int LineHeight = 20;
    private const int LegendHeight = 18;

    // Told apart by people who do not see all colours (Okabe and Ito).
    private static readonly string[] Colours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000", "#999999"];

    private static readonly double[] Ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    public static string Draw(SuiteResult result)
    {
        string[] others = [.. result.Cells.SelectMany(cell => cell.Others).Select(series => series.Contender).Distinct()];
        double[] all = [.. result.Cells.SelectMany(cell => cell.Others.SelectMany(other => cell.Ratios(other)))];
        double from = Math.Min(0.8, all.Min() / 1.05);
        double to = Math.Max(1.25, all.Max() * 1.05);
        int top = 34 + (LegendHeight * ((others.Length + 1) / 2)) + 12;
        int bottom = top + (LineHeight * result.Cells.Count);
        double X(double ratio) => Left + (Width * Math.Log(ratio / from) / Math.Log(to / from));

        StringBuilder svg = new();
        Append(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 20} {bottom + 40}" font-family="sans-serif" font-size="12">""");
        Append(svg, $"""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Append(svg, $"""<text x="10" y="20" font-size="14" font-weight="bold">{Encoded(result.Suite)}: time of the others / time of ours, per round and median</text>""");
        for (int i = 0; i < others.Length; i++)
        {
            int x = 20 + (i % 2 * 430);
            int y = 38 + (LegendHeight * (i / 2));
            Append(svg, $"""<circle cx="{x}" cy="{y}" r="4" fill="{Colours[i % Colours.Length]}"/><text x="{x + 10}" y="{y + 4}">{Encoded(others[i])}</text>""");
        }

        foreach (double tick in Ticks.Where(tick => tick >= from && tick <= to))
        {
            string stroke = tick == 1 ? "#000000" : "#dddddd";
            Append(svg, $"""<line x1="{X(tick):0.0}" y1="{top}" x2="{X(tick):0.0}" y2="{bottom}" stroke="{stroke}"/>""");
            Append(svg, $"""<text x="{X(tick):0.0}" y="{bottom + 16}" text-anchor="middle">{tick}</text>""");
        }

        Append(svg, $"""<text x="{X(1):0.0}" y="{bottom + 32}" text-anchor="middle" fill="#555555">right of 1: ours is faster</text>""");
        for (int row = 0; row < result.Cells.Count; row++)
        {
            Cell cell = result.Cells[row];
            int y = top + (LineHeight * row) + (LineHeight / 2);
            Append(svg, $"""<text x="{Left - 10}" y="{y + 4}" text-anchor="end">{Encoded(cell.Name)}</text>""");
            foreach (Series other in cell.Others)
            {
                string colour = Colours[Array.IndexOf(others, other.Contender) % Colours.Length];
                IReadOnlyList<double> ratios = cell.Ratios(other);
                Append(svg, $"""<line x1="{X(ratios.Min()):0.0}" y1="{y}" x2="{X(ratios.Max()):0.0}" y2="{y}" stroke="{colour}" stroke-width="2" stroke-opacity="0.5"/>""");
                Append(svg, $"""<circle cx="{X(cell.Ratio(other)):0.0}" cy="{y}" r="4" fill="{colour}"/>""");
            }
        }

        Append(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Append(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Encoded(string text) => HttpUtility.HtmlEncode(text);
}
