using System.Globalization;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.Writes;

/// <summary>What the cells of an upsert or insert suite are held to. Pure.</summary>
internal static class WriteGoals
{
    /// <summary>How the peer of three round trips is called.</summary>
    public const string CachedValues = "VALUES, cached (Npgsql)";

    /// <summary>How the server is called when it has the rows already: one statement, no client.</summary>
    public const string NoClient = "the server alone, rows from a table";

    /// <summary>How the Python writer's statements of a hundred rows are called.</summary>
    public const string SmallValues = "100-row VALUES (psycopg)";

    /// <summary>How the Python writer's own shape is called.</summary>
    public const string ExecuteMany = "executemany (psycopg)";

    /// <summary>The goals; one whose peer did not take part is left out.</summary>
    public static List<Goal> Of(string suite, IReadOnlyList<Cell> cells)
    {
        List<Goal> goals = [.. cells.Select(cell => new Goal($"{suite}: {cell.Name}, best peer ({cell.BestPeer.Contender}) / ours", cell.Ratio(cell.BestPeer), 0.95, "x"))];
        if (cells.Count > 0)
        {
            goals.Add(new Goal($"{suite}: geometric mean over all cells, best peer / ours", Statistics.GeometricMean([.. cells.Select(cell => cell.Ratio(cell.BestPeer))]), 1.05, "x"));
        }

        AddLeast(ExecuteMany, "0.1 ms", "", 3);
        AddLeast(ExecuteMany, "12 ms", "", 2);
        AddLeast(CachedValues, "12 ms", "1,000 rows", 2);
        AddLeast(CachedValues, "12 ms", "10,000 rows", 1.2);
        return goals;

        // What holds for every cell holds for the worst of them.
        void AddLeast(string peer, string way, string rows, double target)
        {
            double[] ratios = [.. from cell in cells
                                  where cell.Name.EndsWith(", " + way, StringComparison.Ordinal) && cell.Name.Contains(", " + rows, StringComparison.Ordinal)
                                  let ratio = cell.Ratio(peer)
                                  where ratio is not null
                                  select ratio.Value];
            if (ratios.Length > 0)
            {
                string size = rows.Length > 0 ? $", {rows}" : "";
                goals.Add(new Goal(string.Create(CultureInfo.InvariantCulture, $"{suite}: {way}{size}, {peer} / ours, least of {ratios.Length} cells"), ratios.Min(), target, "x"));
            }
        }
    }
}
