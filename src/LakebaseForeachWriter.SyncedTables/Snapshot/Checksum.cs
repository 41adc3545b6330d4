using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Microsoft.Spark.Sql;
using Npgsql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>A sixteenth of the rows: how many they are, and the sum of the first 60 bits of their md5s.</summary>
/// <param name="Range">The first digit of the md5 of the row's canonical text.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Sum">The sum, as digits.</param>
internal sealed record RangeChecksum(string Range, long Rows, string Sum);

/// <summary>The checksums of both sides.</summary>
internal static class Checksum
{
    /// <summary>The source's.</summary>
    public static IReadOnlyList<RangeChecksum> OfSource(DataFrame rows, TargetLayout layout)
    {
        string row = CanonicalText.InSpark(layout.Columns, layout.Definition.InvalidValues);
        return [.. rows
            .SelectExpr($"left(md5({row}), 15) AS digits")
            .SelectExpr("left(digits, 1) AS part", "CAST(conv(digits, 16, 10) AS DECIMAL(20, 0)) AS digest")
            .GroupBy("part").Agg(Functions.Count("*").Alias("rows"), Functions.Expr("CAST(sum(digest) AS STRING)").Alias("digest"))
            .Collect().Select(one => new RangeChecksum(one.GetAs<string>("part"), one.GetAs<long>("rows"), one.GetAs<string>("digest")))
            .OrderBy(one => one.Range, StringComparer.Ordinal)];
    }

    /// <summary>The loaded table's.</summary>
    public static async ValueTask<IReadOnlyList<RangeChecksum>> OfTableAsync(
        NpgsqlConnection connection, QualifiedName table, TargetLayout layout, CancellationToken cancellationToken)
    {
        // With OFFSET the md5 is made once, not wherever it is used.
        List<RangeChecksum> ranges = await connection.QueryAsync(
            $"""
            SELECT left(digits, 1), count(*), sum(('x' || digits)::bit(60)::bigint)::text
            FROM (SELECT left(md5({CanonicalText.InPostgres(layout.Columns)}), 15) AS digits FROM {table.ToSql()} OFFSET 0) rows
            GROUP BY 1
            """,
            row => new RangeChecksum(row.GetString(0), row.GetInt64(1), row.GetString(2)),
            cancellationToken).ConfigureAwait(false);
        return [.. ranges.OrderBy(one => one.Range, StringComparer.Ordinal)];
    }
}
