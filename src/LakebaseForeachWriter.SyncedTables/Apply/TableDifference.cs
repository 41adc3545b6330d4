using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Apply;

/// <summary>Makes the target's rows those of a loaded table, in the transaction that is open: only what differs is touched.</summary>
internal static class TableDifference
{
    /// <summary>Applies it and returns how many rows were deleted, changed and inserted.</summary>
    public static async ValueTask<(long Deleted, long Updated, long Inserted)> ApplyAsync(
        NpgsqlConnection connection, TargetLayout layout, QualifiedName loaded, CancellationToken cancellationToken)
    {
        string target = layout.Target.Name.ToSql();
        string source = loaded.ToSql();
        string sameKey = KeySql.Same(layout, "t", "s");
        string names = SqlIdentifier.QuoteAll(layout.Columns.Select(column => column.Name));
        long deleted = await connection.ExecuteAsync(
            $"DELETE FROM {target} t WHERE NOT EXISTS (SELECT FROM {source} s WHERE {sameKey})", cancellationToken).ConfigureAwait(false);
        long updated = 0;
        if (layout.Others.Any())
        {
            string Of(string alias) => string.Join(", ", layout.Others.Select(column => $"{alias}.{SqlIdentifier.Quote(column.Name)}"));
            updated = await connection.ExecuteAsync(
                $"UPDATE {target} t SET {KeySql.Set(layout, "s")} FROM {source} s WHERE {sameKey} AND ({Of("t")}) IS DISTINCT FROM ({Of("s")})",
                cancellationToken).ConfigureAwait(false);
        }

        long inserted = await connection.ExecuteAsync(
            $"INSERT INTO {target} ({names}) {KeySql.Overriding}SELECT {names} FROM {source} s WHERE NOT EXISTS (SELECT FROM {target} t WHERE {sameKey})",
            cancellationToken).ConfigureAwait(false);
        return (deleted, updated, inserted);
    }
}
