using Lakebase.Schema;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Stage;

/// <summary>What runs that ended without a chance to clean up have left: a stage, the schema of a load, records of partitions.</summary>
internal static class LeftOvers
{
    // Stage, its mark, folded keys, decisions, rows that were read again.
    private static readonly string[] Suffixes = ["", StageMark.Suffix, "_fold", "_keys", "_again"];

    /// <summary>Names that end otherwise are somebody else's.</summary>
    private const string IsRun = "^[0-9a-f]{32}$";

    /// <summary>Somebody may still be writing into it, until his connection is found to be dead.</summary>
    private const string LockTimeoutSql = "SET LOCAL lock_timeout = '3s'";

    /// <summary>Removes what belongs to no run that may be under way.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="target">The target about to run: whatever it has left is old.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask RemoveAsync(
        NpgsqlConnection connection, MetadataSchema metadata, string target, CancellationToken cancellationToken)
    {
        string prefix = $"{metadata.Schema}_load_";
        List<string> drops = await connection.QueryShortAsync(
            $"""
            WITH alive AS (SELECT replace(run_id::text, '-', '') AS run FROM {metadata.Tables} WHERE target <> $1 AND run_id IS NOT NULL)
            SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
            WHERE starts_with(nspname, $2) AND substr(nspname, length($2) + 1) ~ $4
              AND substr(nspname, length($2) + 1) NOT IN (SELECT run FROM alive)
            UNION ALL
            SELECT format('DROP TABLE %I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $3 AND starts_with(c.relname, 'stage_') AND c.relkind = 'r'
              AND substr(c.relname, length('stage_') + 1, 32) ~ $4
              AND substr(c.relname, length('stage_') + 1, 32) NOT IN (SELECT run FROM alive)
            """,
            row => row.GetString(0),
            cancellationToken,
            target,
            prefix,
            metadata.Schema,
            IsRun).ConfigureAwait(false);
        foreach (string drop in drops)
        {
            await TryAsync(connection, drop, cancellationToken).ConfigureAwait(false);
        }

        await connection.ExecuteShortAsync(
            $"DELETE FROM {metadata.Partitions} p WHERE NOT EXISTS (SELECT FROM {metadata.Tables} t WHERE t.run_id = p.run_id AND t.target <> $1)",
            cancellationToken,
            target).ConfigureAwait(false);
    }

    /// <summary>Removes what a run has left that came to its end.</summary>
    public static async ValueTask RemoveAsync(
        NpgsqlConnection connection, MetadataSchema metadata, Guid run, CancellationToken cancellationToken)
    {
        await TryAsync(connection, $"DROP SCHEMA IF EXISTS {SqlIdentifier.Quote(metadata.LoadSchemaOf(run))} CASCADE", cancellationToken)
            .ConfigureAwait(false);
        QualifiedName stage = MetadataSchema.StageOf(metadata.Schema, run);
        string tables = string.Join(", ", Suffixes.Select(suffix => QualifiedName.Of(stage.Schema, stage.Name + suffix).ToSql()));
        await TryAsync(connection, $"DROP TABLE IF EXISTS {tables}", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteShortAsync($"DELETE FROM {metadata.Partitions} WHERE run_id = $1", cancellationToken, run)
            .ConfigureAwait(false);
    }

    private static async ValueTask TryAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await connection.ExecuteAsync(LockTimeoutSql, cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UndefinedTable or "3F000")
        {
            // The next run tries again; or somebody else has removed it.
        }
    }
}
