namespace Lakebase.SyncedTables.Source;

/// <summary>Names on their way into Spark's SQL.</summary>
internal static class SparkText
{
    /// <summary>The name as a quoted identifier.</summary>
    public static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A catalog name of one to three parts, each quoted; parts that are quoted already stay so.</summary>
    public static string QuoteName(string name) =>
        name.Contains('`', StringComparison.Ordinal) ? name : string.Join('.', name.Split('.').Select(Quote));
}
