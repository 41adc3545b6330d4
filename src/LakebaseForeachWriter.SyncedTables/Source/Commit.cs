using System.Globalization;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Source;

/// <summary>A version of a Delta table, as its history tells it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="ChangedRows">How many rows it changed, or null if the metrics do not say; 0 is certain.</param>
/// <param name="Files">Files that it added.</param>
/// <param name="Bytes">Bytes that it added.</param>
internal sealed record Commit(long Version, DateTimeOffset Time, long? ChangedRows, long Files, long Bytes)
{
    /// <summary>What of a history to select, so that <see cref="From"/> can read it.</summary>
    public static string[] Expressions { get; } =
    [
        "version",
        "unix_micros(timestamp) AS micros",
        "operation",
        "coalesce(operationParameters['mode'], '') AS mode",
        .. Metrics.Select(metric => $"operationMetrics['{metric}'] AS {metric}"),
    ];

    private static string[] Metrics =>
    [
        "numOutputRows", "numDeletedRows", "numUpdatedRows", "numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted",
        "numFiles", "numAddedFiles", "numTargetFilesAdded", "numOutputBytes", "numAddedBytes", "numTargetBytesAdded",
    ];

    /// <summary>The commit that a row of a history describes.</summary>
    public static Commit From(Row row)
    {
        long? Metric(string name) =>
            long.TryParse(row.GetAs<string>(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
        long Sum(params string[] names) => names.Sum(name => Metric(name) ?? 0);
        long? changed = (row.GetAs<string>("operation"), row.GetAs<string>("mode")) switch
        {
            // A missing metric (they can be switched off) must never look like no change.
            // Everything was replaced: how many rows went is not said.
            (_, "Overwrite") => null,
            ("WRITE", _) => Metric("numOutputRows"),

            // In complete mode what it replaced is not said.
            ("STREAMING UPDATE", _) => Metric("numOutputRows") is > 0 and var written ? written : null,
            ("DELETE", _) => Metric("numDeletedRows"),
            ("UPDATE", _) => Metric("numUpdatedRows"),
            ("MERGE", _) => Metric("numTargetRowsInserted") + Metric("numTargetRowsUpdated") + Metric("numTargetRowsDeleted"),
            ("OPTIMIZE" or "VACUUM START" or "VACUUM END" or "SET TBLPROPERTIES" or "UNSET TBLPROPERTIES" or "ADD COLUMNS" or "CHANGE COLUMN"
                or "UPGRADE PROTOCOL" or "COMPUTE STATS" or "REORG", _) => 0,
            _ => null,
        };
        return new Commit(
            row.GetAs<long>("version"),
            DateTimeOffset.UnixEpoch.AddTicks(row.GetAs<long>("micros") * TimeSpan.TicksPerMicrosecond),
            changed,
            Sum("numFiles", "numAddedFiles", "numTargetFilesAdded"),
            Sum("numOutputBytes", "numAddedBytes", "numTargetBytesAdded"));
    }
}
