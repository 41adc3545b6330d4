using Lakebase.SparkTests.SyncedTables;
using Lakebase.TestSupport.Processes;
using Lakebase.TestSupport.Spark;

namespace Lakebase.SparkTests.Processes;

/// <summary>The tool <c>lakebase</c> as a process of its own.</summary>
internal static class LakebaseTool
{
    private static string Assembly { get; } = Repository.PathOf(
        "src",
        "LakebaseForeachWriter.Cli",
        Path.GetRelativePath(Repository.PathOf("tests", "LakebaseForeachWriter.SparkTests"), AppContext.BaseDirectory),
        "lakebase.dll");

    /// <summary>Runs a synced table of a <see cref="DeltaHistory"/>.</summary>
    /// <param name="sparkHome">The Spark.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="source">The table's path.</param>
    /// <param name="target">The copy.</param>
    /// <param name="more">Further options.</param>
    public static ProgramRun SyncRun(string sparkHome, string connectionString, string source, string target, params string[] more) => new(
        [
            "dotnet", Assembly, "sync", "run", "--source-path", source, "--target", target, "--primary-key", "id",
            "--spark-conf", "spark.sql.shuffle.partitions=2", "--spark-conf", "spark.databricks.delta.snapshotPartitions=2", .. more,
        ],
        new Dictionary<string, string?> { ["SPARK_HOME"] = sparkHome, ["LAKEBASE_CONNECTION"] = connectionString, ["PGHOST"] = null });
}
