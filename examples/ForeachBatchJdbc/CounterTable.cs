using Microsoft.Spark.Sql;

namespace ForeachBatchJdbc;

/// <summary>A Delta table whose rows count the changes that they have seen. A change is one version, and sets all of its rows to its
/// number.</summary>
internal sealed class CounterTable(SparkSession spark, string path)
{
    public string Path { get; } = path;

    public string Sql { get; } = $"delta.`{path}`";

    /// <summary>The number of the last change.</summary>
    public int Last { get; private set; }

    /// <summary>Makes it.</summary>
    public void Create(int rows) => Run(
        $"CREATE TABLE {Sql} USING delta TBLPROPERTIES (delta.enableChangeDataFeed = true) AS "
        + $"SELECT id, 0 AS change, concat('customer ', id) AS name, CAST(id AS DECIMAL(12, 2)) AS balance, current_timestamp() AS at FROM range(0, {rows}, 1, 4)");

    /// <summary>Changes every n-th row.</summary>
    public void Change(int every)
    {
        Last++;
        Run($"UPDATE {Sql} SET change = {Last}, balance = balance + 1, at = current_timestamp() WHERE id % {every} = 0");
    }

    /// <summary>Deletes some rows.</summary>
    public void Delete() => Run($"DELETE FROM {Sql} WHERE id % 1000 = 999");

    /// <summary>Rows and sums: enough to see that a copy is another table.</summary>
    public (long Rows, long Changes, decimal Balance) Summary()
    {
        Row row = spark.Sql($"SELECT count(*) AS n, CAST(sum(change) AS BIGINT) AS changes, CAST(sum(balance) AS DECIMAL(20, 2)) AS balance FROM {Sql}")
            .Collect().First();
        return (row.GetAs<long>("n"), row.GetAs<long>("changes"), row.GetAs<decimal>("balance"));
    }

    private void Run(string statement) => _ = spark.Sql(statement).Collect().ToList();
}
