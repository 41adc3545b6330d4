namespace Lakebase.Benchmarks.Measuring;

/// <summary>What a suite has measured: kept as <c>docs/benchmarks/&lt;suite&gt;.json</c>.</summary>
/// <param name="Suite">Its name.</param>
/// <param name="At">When it ended.</param>
/// <param name="Machine">Where.</param>
/// <param name="Goals">What it is held to.</param>
/// <param name="Cells">What stands side by side; may be none.</param>
/// <param name="Notes">What a reader must know: who could not take part, and why.</param>
internal sealed record SuiteResult(
    string Suite, DateTimeOffset At, Machine Machine, IReadOnlyList<Goal> Goals, IReadOnlyList<Cell> Cells, IReadOnlyList<string> Notes)
{
    /// <summary>A suite that has ended now.</summary>
    public static SuiteResult Now(
        string suite, string postgreSql, IReadOnlyList<Goal> goals, IReadOnlyList<Cell>? cells = null, IReadOnlyList<string>? notes = null) =>
        new(suite, DateTimeOffset.UtcNow, Machine.Here(postgreSql), goals, cells ?? [], notes ?? []);

    /// <summary>
    /// This result, of a part of the suite's cells, with the cells of an earlier one that it did not measure again.
    /// </summary>
    /// <param name="earlier">The earlier one.</param>
    /// <param name="goals">What all cells together are held to.</param>
    public SuiteResult Completing(SuiteResult earlier, Func<IReadOnlyList<Cell>, IReadOnlyList<Goal>> goals)
    {
        Cell[] cells =
        [
            .. earlier.Cells.Select(old => Cells.FirstOrDefault(cell => cell.Name == old.Name) ?? old),
            .. Cells.Where(cell => earlier.Cells.All(old => old.Name != cell.Name)),
        ];
        return this with { Cells = cells, Goals = goals(cells) };
    }
}
