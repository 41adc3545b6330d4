using System.Globalization;
using System.Text;
using System.Web;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>An SVG with a name to the left of each line, and a logarithmic axis on which a line at 1 parts good from bad.</summary>
internal sealed class LogPlot
{
    private static readonly double[] Ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly StringBuilder _svg = new();
    private readonly int _left;
    private readonly int _width;
    private readonly double _from;
    private readonly double _to;

    /// <summary>Begins a plot.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="left">Where the axis begins, in pixels.</param>
    /// <param name="width">How long it is, in pixels.</param>
    /// <param name="bottom">Where the lines end, in pixels.</param>
    /// <param name="from">The axis's least value.</param>
    /// <param name="to">Its greatest.</param>
    public LogPlot(string title, int left, int width, int bottom, double from, double to)
    {
        (_left, _width, _from, _to) = (left, width, from, to);
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 20} {bottom + 40}" font-family="sans-serif" font-size="12">""");
        Add($"""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Add($"""<text x="10" y="20" font-size="14" font-weight="bold">{Encoded(title)}</text>""");
    }

    /// <summary>Where a value stands, in pixels.</summary>
    public double X(double value) => _left + (_width * Math.Log(value / _from) / Math.Log(_to / _from));

    /// <summary>Draws the axis between two heights.</summary>
    public void AddAxis(int top, int bottom, string rightOfOne)
    {
        foreach (double tick in Ticks.Where(tick => tick >= _from && tick <= _to))
        {
            string stroke = tick == 1 ? "#000000" : "#dddddd";
            Add($"""<line x1="{X(tick):0.0}" y1="{top}" x2="{X(tick):0.0}" y2="{bottom}" stroke="{stroke}"/>""");
            Add($"""<text x="{X(tick):0.0}" y="{bottom + 16}" text-anchor="middle">{tick}</text>""");
        }

        Add($"""<text x="{X(1):0.0}" y="{bottom + 32}" text-anchor="middle" fill="#555555">right of 1: {rightOfOne}</text>""");
    }

    /// <summary>Writes a line's name.</summary>
    public void AddName(string name, int y) => Add($"""<text x="{_left - 10}" y="{y}" text-anchor="end">{Encoded(name)}</text>""");

    /// <summary>Adds an element.</summary>
    public void Add(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>A text as an element may hold it.</summary>
    public static string Encoded(string text) => HttpUtility.HtmlEncode(text);

    /// <summary>Ends the plot.</summary>
    public string ToSvg()
    {
        Add($"</svg>");
        return _svg.ToString();
    }
}
