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

    public static string Draw(SuiteResult result)
    {
        string[] others = [.. result.Cells.SelectMany(cell => cell.Others).Select(series => series.Contender).Distinct()];
        double[] all = [.. result.Cells.SelectMany(cell => cell.Others.SelectMany(other => cell.Ratios(other)))];
        double from = Math.Min(0.8, all.Min() / 1.05);
        double to = Math.Max(1.25, all.Max() * 1.05);
        int top = 34 + (LegendHeight * ((others.Length + 1) / 2)) + 12;
        int bottom = top + (LineHeight * result.Cells.Count);
        LogPlot plot = new($"{result.Suite}: time of the others / time of ours, per round and median", Left, Width, bottom, from, to);
        for (int i = 0; i < others.Length; i++)
        {
            int x = 20 + (i % 2 * 430);
            int y = 38 + (LegendHeight * (i / 2));
            string name = LogPlot.Encoded(others[i]);
            plot.Add($"""<circle cx="{x}" cy="{y}" r="4" fill="{Colours[i % Colours.Length]}"/><text x="{x + 10}" y="{y + 4}">{name}</text>""");
        }

        plot.AddAxis(top, bottom, "ours is faster");
        for (int row = 0; row < result.Cells.Count; row++)
        {
            Cell cell = result.Cells[row];
            int y = top + (LineHeight * row) + (LineHeight / 2);
            plot.AddName(cell.Name, y + 4);
            foreach (Series other in cell.Others)
            {
                string colour = Colours[Array.IndexOf(others, other.Contender) % Colours.Length];
                IReadOnlyList<double> ratios = cell.Ratios(other);
                (double least, double most) = (plot.X(ratios.Min()), plot.X(ratios.Max()));
                plot.Add($"""<line x1="{least:0.0}" y1="{y}" x2="{most:0.0}" y2="{y}" stroke="{colour}" stroke-width="2" stroke-opacity="0.5"/>""");
                plot.Add($"""<circle cx="{plot.X(cell.Ratio(other)):0.0}" cy="{y}" r="4" fill="{colour}"/>""");
            }
        }

        return plot.ToSvg();
    }
}
