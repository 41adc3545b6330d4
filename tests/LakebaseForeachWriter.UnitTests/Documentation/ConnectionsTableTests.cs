using System.Globalization;
using Lakebase.Preflight;

namespace Lakebase.UnitTests.Documentation;

/// <summary>The connection budget of spark-submit/README.md is what the pre-flight computes and says.</summary>
public sealed class ConnectionsTableTests
{
    private const string Page = "spark-submit/README.md";

    // What Databricks documents for the sizes that the table names, smallest first.
    private static readonly (string Compute, int Limit)[] Computes = [("0.5 CU", 104), ("4 CU", 839), ("8 CU", 1_678), ("32 CU", 4_000)];

    [Fact]
    public void Table_Connections_AreThoseOfTheBudget()
    {
        IReadOnlyList<string[]> rows = MarkdownTable.Read("Connections", Page);

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(Demand(row).Connections(Number(row[2])), Number(row[3])));
    }

    [Fact]
    public void Table_Compute_IsTheSmallestOfWhichTheBudgetDoesNotWarn() => Assert.All(
        MarkdownTable.Read("Connections", Page),
        row =>
        {
            (string compute, int limit) = Computes.First(
                size => ConnectionBudget.FindWarning(Demand(row), Number(row[2]), size.Limit, taken: 0) is null);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{compute} ({limit:N0})"), row[4]);
        });

    [Fact]
    public void Quote_IsTheWarningItself()
    {
        string page = File.ReadAllText(Path.Combine(MarkdownTable.RepositoryRoot(), Page));
        string warning = ConnectionBudget.FindWarning(new ConnectionDemand(10, 32), maxConnections: 16, limit: 97, taken: 27)!;

        Assert.Contains(warning, page.Replace("\n> ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ConnectionDemand Demand(string[] row) => new(Number(row[0]), Number(row[1]));

    private static int Number(string cell) => int.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
