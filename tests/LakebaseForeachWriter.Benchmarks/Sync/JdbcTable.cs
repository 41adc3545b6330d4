using System.Globalization;
using Lakebase.Benchmarks.Server;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>Spark's JDBC writer at its fastest: batches of 10,000 rows as statements of many rows.</summary>
internal static class JdbcTable
{
    private const int BatchRows = 10_000;

    /// <summary>Replaces a table.</summary>
    /// <param name="server">The server.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="table">The table.</param>
    /// <param name="keepsTable">Whether it is emptied, and keeps its definition; else it is dropped and made anew.</param>
    public static void Overwrite(BenchServer server, DataFrame rows, string table, bool keepsTable = false) => rows.Write()
        .Format("jdbc")
        .Option("url", string.Create(
            CultureInfo.InvariantCulture,
            $"jdbc:postgresql://{server.Direct.Host}:{server.Direct.Port}/{server.Direct.Database}?reWriteBatchedInserts=true"))
        .Option("user", server.Direct.Username!)
        .Option("password", server.Direct.Password!)
        .Option("driver", "org.postgresql.Driver")
        .Option("dbtable", table)
        .Option("batchsize", BatchRows.ToString(CultureInfo.InvariantCulture))
        .Option("truncate", keepsTable ? "true" : "false")
        .Mode("overwrite")
        .Save();
}
