using Lakebase.Benchmarks.Server;

namespace Lakebase.Benchmarks.Sync;

/// <summary>What a table holds, in a line that can be compared.</summary>
internal static class TableContent
{
    /// <summary>Rows and a checksum of these columns.</summary>
    public static Task<string> OfRowsAsync(BenchServer server, string table, IEnumerable<string> columns) => server.ScalarAsync<string>(
        "SELECT count(*) || ' rows with checksum ' || coalesce(sum(hashtextextended(t::text, 0)), 0) "
        + $"FROM (SELECT {string.Join(", ", columns)} FROM {table}) t");

    /// <summary>The indexes, by the positions of their columns.</summary>
    public static Task<string> OfIndexesAsync(BenchServer server, string table) => server.ScalarAsync<string>(
        "SELECT coalesce(string_agg(indkey::text || CASE WHEN indisprimary THEN ' (key)' ELSE '' END, ', ' ORDER BY indkey::text), 'none') "
        + $"FROM pg_index WHERE indrelid = '{table}'::regclass AND indisvalid");

    /// <summary>Makes sure that a contender has done its work.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public static void Check(string contender, string what, string actual, string expected)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"{contender}: {what} are {actual}, not {expected}: the benchmark is void.");
        }
    }
}
