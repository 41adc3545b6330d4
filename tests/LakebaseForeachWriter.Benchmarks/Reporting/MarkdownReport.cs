using System.Globalization;
using System.Text;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Reporting;

/// <summary>The generated parts of docs/benchmarks.md: what stands between a suite's two marks is made of its kept result. Pure.</summary>
internal static class MarkdownReport
{
    /// <summary>The mark before a suite's generated part.</summary>
    public static string Begin(string suite) => $"<!-- generated: {suite} -->";

    /// <summary>The mark behind it.</summary>
    public static string End(string suite) => $"<!-- end: {suite} -->";

    /// <summary>The page with its generated parts made anew; a part whose suite has no result stays as it is.</summary>
    /// <exception cref="InvalidDataException">A result has no place on the page.</exception>
    public static string Update(string page, IEnumerable<SuiteResult> results)
    {
        foreach (SuiteResult result in results)
        {
            int begin = page.IndexOf(Begin(result.Suite), StringComparison.Ordinal);
            int end = page.IndexOf(End(result.Suite), StringComparison.Ordinal);
            if (begin < 0 || end < begin)
            {
                throw new InvalidDataException($"docs/benchmarks.md has no marks {Begin(result.Suite)} … {End(result.Suite)}.");
            }

            page = page[..(begin + Begin(result.Suite).Length)] + "\n" + Section(result) + page[end..];
        }

        return page;
    }

    /// <summary>A suite's generated part.</summary>
    public static string Section(SuiteResult result)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{result.At:yyyy-MM-dd HH:mm} UTC, {result.Machine}.\n\n");
        text.Append("| goal | measured | at least / at most | |\n| --- | ---: | ---: | --- |\n");
        foreach (Goal goal in result.Goals)
        {
            string bound = (goal.LowerIsBetter ? "≤ " : "≥ ") + WithUnit(goal.Target, goal.Unit);
            text.Append(CultureInfo.InvariantCulture, $"| {goal.Name} | {WithUnit(goal.Value, goal.Unit)} | {bound} | {(goal.Met ? "met" : "**missed**")} |\n");
        }

        string shown = result.Cells.Count > 0 ? "how often as long as ours the others need" : "how many times better than the goal";
        text.Append(CultureInfo.InvariantCulture, $"\n![{result.Suite}: {shown}](benchmarks/{result.Suite}.svg)\n");
        if (result.Cells.Count > 0)
        {
            text.Append('\n');
            AppendCells(text, result.Cells);
        }

        foreach (string note in result.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        }

        return text.ToString();
    }

    // A cell reads "1.52 (1.40–1.66)": the median of the rounds' ratios, the least and the greatest.
    private static void AppendCells(StringBuilder text, IReadOnlyList<Cell> cells)
    {
        string[] others = [.. cells.SelectMany(cell => cell.Others).Select(series => series.Contender).Distinct()];
        text.Append(CultureInfo.InvariantCulture, $"| | ours, rows/s | {string.Join(" | ", others)} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| --- | ---: |{string.Concat(Enumerable.Repeat(" ---: |", others.Length))}\n");
        foreach (Cell cell in cells)
        {
            IEnumerable<string> ratios = others.Select(name => cell.Series.FirstOrDefault(series => series.Contender == name) is { } other
                ? Spread(cell, other)
                : "");
            text.Append(CultureInfo.InvariantCulture, $"| {cell.Name} | {Numbers.Text(cell.Rows / cell.Ours.Median)} | {string.Join(" | ", ratios)} |\n");
        }
    }

    private static string Spread(Cell cell, Series other)
    {
        IReadOnlyList<double> ratios = cell.Ratios(other);
        string median = Numbers.Text(Statistics.Median(ratios));
        string marked = other.Role == Role.Peer && ReferenceEquals(other, cell.BestPeer) ? $"**{median}**" : median;
        return ratios.Count > 1 ? $"{marked} ({Numbers.Text(ratios.Min())}–{Numbers.Text(ratios.Max())})" : marked;
    }

    private static string WithUnit(double value, string unit) => unit == "x" ? Numbers.Text(value) + " ×" : $"{Numbers.Text(value)} {unit}";
}
