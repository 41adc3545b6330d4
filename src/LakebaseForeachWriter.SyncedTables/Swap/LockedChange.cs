using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>
/// A short change of the target's definition, in a transaction whose locks are asked for in short waits: readers queue behind each, and go
/// first between two. Between two tries others have the connection.
/// </summary>
internal sealed class LockedChange(TargetDatabase database, TargetLayout layout, TimeProvider time)
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly SyncedTableDefinition _definition = layout.Definition;

    /// <summary>Makes the waits of the transaction that is open short.</summary>
    public static string LockTimeoutSql(SyncedTableDefinition definition) =>
        FormattableString.Invariant($"SET LOCAL lock_timeout = {(long)definition.LockTimeout.TotalMilliseconds}");

    /// <summary>Runs it. It may be begun several times, and is committed once.</summary>
    /// <param name="change">The statements, in the transaction that is open.</param>
    /// <param name="otherwise">What it means that the target could not be locked, as the beginning of a sentence.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">The lock could not be had.</exception>
    public async ValueTask RunAsync(Func<NpgsqlConnection, ValueTask> change, string otherwise, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (await TryAsync(change, cancellationToken).ConfigureAwait(false) is { } busy)
        {
            if (time.GetElapsedTime(started) > _definition.SwapTimeout)
            {
                throw new SyncedTableException(
                    $"{layout.Target}: {otherwise}: the target could not be locked within SwapTimeout ({_definition.SwapTimeout}), in waits of "
                    + $"LockTimeout ({_definition.LockTimeout}). Look for long transactions on it, or raise one of them.",
                    busy);
            }

            await Task.Delay(PauseBetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the target columns that it lacks; one that is there already, after a crash, is no error.</summary>
    /// <exception cref="SyncedTableException">The lock could not be had.</exception>
    public async ValueTask AddColumnsAsync(IReadOnlyList<SyncedColumn> added, CancellationToken cancellationToken)
    {
        if (added.Count > 0)
        {
            await RunAsync(
                async connection => await connection.ExecuteAsync(TargetSql.AddColumns(added, layout.Target.Name), cancellationToken)
                    .ConfigureAwait(false),
                "its new columns cannot be added",
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<PostgresException?> TryAsync(Func<NpgsqlConnection, ValueTask> change, CancellationToken cancellationToken)
    {
        DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlTransaction transaction =
                await connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await connection.Connection.ExecuteAsync(LockTimeoutSql(_definition), cancellationToken).ConfigureAwait(false);
                try
                {
                    await change(connection.Connection).ConfigureAwait(false);
                }
                catch (PostgresException busy)
                    when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
                {
                    return busy;
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
    }
}
