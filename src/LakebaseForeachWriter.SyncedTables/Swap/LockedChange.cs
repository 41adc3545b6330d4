using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>A short change of the target's definition, whose lock is asked for in short waits.</summary>
internal static class LockedChange
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it; a column that is there already, after a crash, is no error.</summary>
    /// <exception cref="SyncedTableException">The lock could not be had.</exception>
    public static async ValueTask RunAsync(
        NpgsqlConnection connection, TargetLayout layout, string sql, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        SyncedTableDefinition definition = layout.Definition;
        while (true)
        {
            try
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await connection.ExecuteAsync(
                        FormattableString.Invariant($"SET LOCAL lock_timeout = {(long)definition.LockTimeout.TotalMilliseconds}"), cancellationToken)
                        .ConfigureAwait(false);
                    await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return;
                }
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (time.GetElapsedTime(started) > definition.SwapTimeout)
                {
                    throw new SyncedTableException(
                        $"{layout.Target}: the target could not be locked within SwapTimeout ({definition.SwapTimeout}) to change its columns. "
                        + "Look for long transactions on it.", busy);
                }
            }

            await Task.Delay(PauseBetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
