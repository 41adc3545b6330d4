using Microsoft.Spark.Sql;

namespace ReverseEtl;

/// <summary>
/// A Delta table such as a lakehouse computes for an application to read: a score and a segment for each customer. Every change of it is a
/// version with its own kind of statement.
/// </summary>
internal sealed class ScoreTable(SparkSession spark, string path)
{
    private static readonly string[] Statements =
    [
        "UPDATE {t} SET score = score + 1, updated_at = current_timestamp() WHERE customer_id % 97 = {n} % 97",
        "INSERT INTO {t} SELECT most + i, 'new', CAST(0 AS DOUBLE), map('visits', 0L), current_timestamp() "
            + "FROM (SELECT max(customer_id) AS most FROM {t}) CROSS JOIN (SELECT explode(sequence(1, 200)) AS i)",
        "DELETE FROM {t} WHERE customer_id % 1009 = {n} % 1009",
        "MERGE INTO {t} t USING (SELECT customer_id FROM {t} WHERE customer_id % 211 = {n} % 211) s ON t.customer_id = s.customer_id "
            + "WHEN MATCHED AND t.score > 95 THEN DELETE WHEN MATCHED THEN UPDATE SET segment = 'merged', updated_at = current_timestamp()",
    ];

    public string Path { get; } = path;

    /// <summary>Makes it.</summary>
    public void Create(int rows) => Run(
        $"CREATE TABLE {{t}} USING delta TBLPROPERTIES (delta.enableChangeDataFeed = true) AS "
        + "SELECT id AS customer_id, element_at(array('bronze', 'silver', 'gold'), CAST(id % 3 AS INT) + 1) AS segment, "
        + $"CAST(id % 100 AS DOUBLE) AS score, map('visits', id % 50) AS facts, current_timestamp() AS updated_at FROM range(0, {rows}, 1, 4)");

    /// <summary>Changes it in the n-th way, and returns what was done.</summary>
    public string Change(int n)
    {
        string statement = Statements[n % Statements.Length].Replace("{n}", (n * 7919).ToString(), StringComparison.Ordinal);
        Run(statement);
        return statement.Split(' ')[0];
    }

    /// <summary>The version, and how many rows it has.</summary>
    public (long Version, long Rows) Look() => (
        spark.Sql($"DESCRIBE HISTORY {Sql} LIMIT 1").Collect().First().GetAs<long>("version"), spark.Sql($"SELECT * FROM {Sql}").Count());

    /// <summary>The sum of all scores and the count of rows: enough to see that two tables are not the same.</summary>
    public (long Rows, double Scores, long Visits) Summary()
    {
        Row row = spark.Sql($"SELECT count(*) AS n, sum(score) AS scores, sum(facts['visits']) AS visits FROM {Sql}").Collect().First();
        return (row.GetAs<long>("n"), row.GetAs<double>("scores"), row.GetAs<long>("visits"));
    }

    private string Sql => $"delta.`{Path}`";

    private void Run(string statement) => _ = spark.Sql(statement.Replace("{t}", Sql, StringComparison.Ordinal)).Collect().ToList();
}
