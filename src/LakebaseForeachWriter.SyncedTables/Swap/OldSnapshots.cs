using Lakebase.SyncedTables.State;

namespace Lakebase.SyncedTables.Swap;

/// <summary>
/// Transactions that would see a freshly loaded table half or empty: names are looked up anew by each statement, rows by the snapshot that
/// the transaction took before the load was committed.
/// </summary>
internal static class OldSnapshots
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Background workers look up names too: they run the triggers of a subscription, or the jobs of an extension. Autovacuum does not, and
    // may hold its snapshot for hours; of all these it alone works for no role, which everybody may see, as opposed to its kind.
    // Who began later has an old snapshot all the same if he was given somebody else's (SET TRANSACTION SNAPSHOT), who may have ended
    // since; a snapshot of his own cannot reach back before the oldest transaction of that time.
    // Who may not see when others began (no pg_read_all_stats) goes by their oldest transaction alone: never too early, perhaps too late.
    private const string FindSql = """
        SELECT pid, coalesce(usename::text, '?'), coalesce(nullif(application_name, ''), backend_type, '?')
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND usesysid IS NOT NULL
          AND (age(backend_xmin) > age($3::text::xid) OR coalesce(xact_start <= $1, true) AND age(backend_xmin) >= age($2::text::xid))
        """;

    /// <summary>Marks the end of a load: everything committed so far is seen by all transactions that begin after it.</summary>
    public static async ValueTask<LoadEnd> MarkAsync(TargetDatabase database, CancellationToken cancellationToken)
    {
        DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            List<LoadEnd> marks = await connection.Connection.QueryShortAsync(
                """
                SELECT clock_timestamp(), (pg_current_xact_id()::text::numeric % 4294967296)::text,
                    (pg_snapshot_xmin(pg_current_snapshot())::text::numeric % 4294967296)::text
                """,
                row => new LoadEnd(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2)),
                cancellationToken).ConfigureAwait(false);
            return marks[0];
        }
    }

    /// <summary>Waits until there is no such transaction left; between two looks others have the connection.</summary>
    /// <exception cref="SyncedTableException">There is still one after the time limit.</exception>
    public static async ValueTask WaitAsync(
        TargetDatabase database, string target, LoadEnd end, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (await FindAsync(database, end, cancellationToken).ConfigureAwait(false) is { Count: > 0 } old)
        {
            if (time.GetElapsedTime(started) > limit)
            {
                throw new SyncedTableException(
                    $"{target}: the new version is loaded, but {old.Count} transactions began before that and would see it half: "
                    + $"{string.Join(", ", old.Take(5))}. They did not end within SwapTimeout ({limit}). End them, or raise SwapTimeout.");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<List<string>> FindAsync(TargetDatabase database, LoadEnd end, CancellationToken cancellationToken)
    {
        DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await connection.Connection.QueryShortAsync(
                FindSql,
                row => $"process {row.GetInt32(0)} of {row.GetString(1)} ({row.GetString(2)})",
                cancellationToken,
                end.Time.UtcDateTime,
                end.TransactionId,
                end.OldestTransactionId).ConfigureAwait(false);
        }
    }
}

/// <summary>The end of a load.</summary>
/// <param name="Time">The server's clock.</param>
/// <param name="TransactionId">A transaction's id that is higher than those of the load.</param>
/// <param name="OldestTransactionId">The lowest id of a transaction that was under way.</param>
internal sealed record LoadEnd(DateTimeOffset Time, string TransactionId, string OldestTransactionId);
