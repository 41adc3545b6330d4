using System.Globalization;
using Lakebase.Benchmarks.Measuring;

namespace Lakebase.Benchmarks.SparkRuns;

/// <summary>What whole queries are held to. Pure.</summary>
internal static class SparkGoals
{
    public const string PySparkCopy = "PySpark foreach, text COPY";
    public const string PySparkExecuteMany = "PySpark foreach, executemany";
    public const string Psql = "psql \\copy of a binary file, without Spark";
    public const string Jdbc = "Spark JDBC in foreachBatch";

    /// <summary>The name of a cell.</summary>
    public static string NameOf(WriteMode mode, int partitions, bool isFilled) => string.Create(
        CultureInfo.InvariantCulture, $"{mode}, {partitions} partition{(partitions == 1 ? "" : "s")}{(isFilled ? ", every row existing" : "")}");

    /// <summary>The goals; one whose cell or peer did not take part is left out.</summary>
    public static List<Goal> Of(IReadOnlyList<Cell> cells)
    {
        List<Goal> goals = [];
        Add(WriteMode.BulkInsert, 1, PySparkCopy, 5);
        Add(WriteMode.BulkInsert, 1, Jdbc, 2);
        Add(WriteMode.Insert, 1, PySparkExecuteMany, 5);
        Add(WriteMode.Upsert, 1, PySparkExecuteMany, 5);
        Add(WriteMode.BulkInsert, 2, PySparkCopy, 3);
        Add(WriteMode.Insert, 2, PySparkExecuteMany, 3);
        Add(WriteMode.Upsert, 2, PySparkExecuteMany, 3);
        return goals;

        void Add(WriteMode mode, int partitions, string peer, double target)
        {
            string name = NameOf(mode, partitions, isFilled: false);
            if (cells.FirstOrDefault(cell => cell.Name == name)?.Ratio(peer) is { } ratio)
            {
                goals.Add(new Goal($"spark: {name}, {peer} / ours", ratio, target, "x"));
            }
        }
    }
}
