using System.Globalization;
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
    // A digest has 60 bits: the first four of them, the md5's first digit, say to which part it belongs.
    private const string PartOfDigest = "56";

    /// <summary>The source's.</summary>
    public static IReadOnlyList<RangeChecksum> OfSource(DataFrame rows, TargetLayout layout)
    {
        string row = CanonicalText.InSpark(layout.Columns, layout.Definition.InvalidValues);

        // Both halves of a digest are summed apart, as numbers that do not overflow: Spark's decimals take several times as long.
        return [.. rows
            .SelectExpr($"CAST(conv(left(md5({row}), 15), 16, 10) AS BIGINT) AS digest")
            .GroupBy(Functions.Expr($"shiftright(digest, {PartOfDigest})").Alias("part"))
            .Agg(
                Functions.Count("*").Alias("rows"),
                Functions.Expr("sum(shiftright(digest, 30))").Alias("high"),
                Functions.Expr("sum(digest & 1073741823)").Alias("low"))
            .Collect().Select(one => new RangeChecksum(
                Digit(one.GetAs<long>("part")),
                one.GetAs<long>("rows"),
                (((Int128)one.GetAs<long>("high") << 30) + one.GetAs<long>("low")).ToString(CultureInfo.InvariantCulture)))
            .OrderBy(one => one.Range, StringComparer.Ordinal)];
    }

    /// <summary>The loaded table's.</summary>
    public static async ValueTask<IReadOnlyList<RangeChecksum>> OfTableAsync(
        NpgsqlConnection connection, QualifiedName table, TargetLayout layout, CancellationToken cancellationToken)
    {
        // With OFFSET the digest is made once, not wherever it is used.
        List<RangeChecksum> ranges = await connection.QueryAsync(
            $"""
            SELECT digest >> {PartOfDigest}, count(*), sum(digest)::text
            FROM (
                SELECT ('x' || left(md5({CanonicalText.InPostgres(layout.Columns)}), 15))::bit(60)::bigint AS digest
                FROM {table.ToSql()} OFFSET 0) rows
            GROUP BY 1
            """,
            row => new RangeChecksum(Digit(row.GetInt64(0)), row.GetInt64(1), row.GetString(2)),
            cancellationToken).ConfigureAwait(false);
        return [.. ranges.OrderBy(one => one.Range, StringComparer.Ordinal)];
    }

    private static string Digit(long part) => part.ToString("x", CultureInfo.InvariantCulture);
}
