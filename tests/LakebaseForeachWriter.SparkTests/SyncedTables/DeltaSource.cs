using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.SyncedTables;

/// <summary>A Delta table in a folder, changed by SQL.</summary>
internal sealed class DeltaSource(SparkSession session, string path)
{
    public string Path { get; } = path;

    /// <summary>The table in SQL.</summary>
    public string Sql { get; } = $"delta.`{path}`";

    public long LatestVersion => session.Sql($"DESCRIBE HISTORY {Sql} LIMIT 1").Collect().First().GetAs<long>("version");

    /// <summary>Makes it, with a change data feed.</summary>
    public void Create(string select, bool withFeed = true) => Run(
        $"CREATE TABLE {Sql} USING delta {(withFeed ? "TBLPROPERTIES (delta.enableChangeDataFeed = true)" : "")} AS {select}");

    /// <summary>Runs a statement in which <c>{t}</c> stands for the table.</summary>
    public void Run(string statement) => session.Sql(statement.Replace("{t}", Sql, StringComparison.Ordinal)).Collect().ToList();
}
