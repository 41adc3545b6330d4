using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SyncedTables.Runs;

/// <summary>Who may have how many of the application's connections.</summary>
internal static class ConnectionShares
{
    private const int MostOfTheDriver = 4;

    /// <summary>The driver's.</summary>
    public static int OfDriver(int all) => Math.Clamp(all / 4, 2, MostOfTheDriver);

    /// <summary>An executor's, which it shares among all tables.</summary>
    public static int OfExecutor(int all, SparkSession session) =>
        OfExecutor(all, ClusterResources.Of(((IJvmObjectProvider)session).Jvm).Executors);

    /// <summary>The share of one of so many executors: none can do without.</summary>
    public static int OfExecutor(int all, int executors) => Math.Max(1, (all - OfDriver(all)) / Math.Max(1, executors));
}
