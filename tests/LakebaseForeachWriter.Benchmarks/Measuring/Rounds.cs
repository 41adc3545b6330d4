using System.Globalization;

namespace Lakebase.Benchmarks.Measuring;

/// <summary>Lets contenders take turns: whatever happens to a shared machine meanwhile happens to all of them.</summary>
/// <param name="Count">Rounds that count.</param>
/// <param name="WarmUp">Rounds before them that do not.</param>
internal sealed record Rounds(int Count, int WarmUp = 1)
{
    // Whoever watches wants to see that something happens.
    private const double SecondsWorthALine = 1;

    /// <summary>Runs the rounds of a cell.</summary>
    /// <param name="name">The work.</param>
    /// <param name="rows">Rows that it writes.</param>
    /// <param name="contenders">Who takes part; each round begins with another one.</param>
    /// <param name="before">Makes the table ready; not timed.</param>
    /// <param name="after">Checks what is in the table and throws if that is wrong; not timed.</param>
    public async Task<Cell> RunAsync(
        string name, long rows, IReadOnlyList<Contender> contenders, Func<int, Task> before, Func<Contender, int, Task> after)
    {
        List<double>[] seconds = [.. contenders.Select(_ => new List<double>())];
        int turn = 0;
        for (int round = -WarmUp; round < Count; round++)
        {
            for (int i = 0; i < contenders.Count; i++, turn++)
            {
                int who = (i + round + WarmUp) % contenders.Count;
                await before(turn);
                double elapsed = await contenders[who].RunAsync(turn);
                await after(contenders[who], turn);
                if (elapsed > SecondsWorthALine)
                {
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {contenders[who].Name}: {elapsed:0.00} s"));
                }

                if (round >= 0)
                {
                    seconds[who].Add(elapsed);
                }
            }
        }

        Cell cell = new(name, rows, [.. contenders.Select((contender, i) => new Series(contender.Name, contender.Role, seconds[i]))]);
        Console.Error.WriteLine("  " + Describe(cell));
        return cell;
    }

    private static string Describe(Cell cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cell.Name}: {cell.Rows / cell.Ours.Median:N0} rows/s; {string.Join(", ", cell.Others.Select(other => string.Create(CultureInfo.InvariantCulture, $"{other.Contender} x{cell.Ratio(other):N2}")))}");
}
