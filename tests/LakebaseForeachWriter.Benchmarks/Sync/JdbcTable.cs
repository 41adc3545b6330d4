using System.Globalization;
using Lakebase.Benchmarks.Server;
using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Sync;

/// <summary>Spark's JDBC writer, at its fastest by batches of 10,000 rows as statements of many rows.</summary>
internal static class JdbcTable
{
    private const int BatchRows = 10_000;

    /// <summary>Replaces a table.</summary>
    /// <param name="server">The server.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="table">The table.</param>
    /// <param name="keepsTable">Whether it is emptied, and keeps its definition; else it is dropped and made anew.</param>
    /// <param name="isTuned">Whether at its fastest; else as Spark and the driver do by themselves.</param>
    public static void Overwrite(BenchServer server, DataFrame rows, string table, bool keepsTable = false, bool isTuned = true)
    {
        string url = string.Create(
            CultureInfo.InvariantCulture, $"jdbc:postgresql://{server.Direct.Host}:{server.Direct.Port}/{server.Direct.Database}");
        DataFrameWriter writer = rows.Write()
            .Format("jdbc")
            .Option("url", isTuned ? url + "?reWriteBatchedInserts=true" : url)
            .Option("user", server.Direct.Username!)
            .Option("password", server.Direct.Password!)
            .Option("driver", "org.postgresql.Driver")
            .Option("dbtable", table)
            .Option("truncate", keepsTable ? "true" : "false")
            .Mode("overwrite");
        if (isTuned)
        {
            writer.Option("batchsize", BatchRows.ToString(CultureInfo.InvariantCulture));
        }

        writer.Save();
    }
}
