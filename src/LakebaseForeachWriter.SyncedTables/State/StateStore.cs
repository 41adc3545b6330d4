using Lakebase.Flushing;
using Npgsql;
using NpgsqlTypes;

namespace Lakebase.SyncedTables.State;

/// <summary>Reads and writes the rows about synced tables. Each method takes the connection, so that it can be part of a
/// transaction.</summary>
internal sealed class StateStore(MetadataSchema metadata)
{
    private const string Columns =
        "target, definition::text, state, message, source_id, source_schema, version, commit_time, rows, last_action, last_rows, "
        + "last_duration, lag, run_id, sync_start, sync_end";

    public MetadataSchema Metadata { get; } = metadata;

    /// <summary>Makes schema and tables unless they are there.</summary>
    public async ValueTask EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Looked at first: CREATE … IF NOT EXISTS wants the right to create even where it has nothing to do.
        bool isThere = await connection.ScalarShortAsync<bool>(
            "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL", cancellationToken, Metadata.Tables, Metadata.Partitions)
            .ConfigureAwait(false);
        if (!isThere)
        {
            foreach (string sql in Metadata.CreateSql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                await TargetTableMaker.ExecuteAsync(connection, sql, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>All rows, by target.</summary>
    public async ValueTask<IReadOnlyList<SyncedTableStatus>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.QueryShortAsync($"SELECT {Columns} FROM {Metadata.Tables} ORDER BY target", Read, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>A target's row, or null.</summary>
    public async ValueTask<SyncedTableStatus?> FindAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        List<SyncedTableStatus> rows = await connection.QueryShortAsync(
            $"SELECT {Columns} FROM {Metadata.Tables} WHERE target = $1", Read, cancellationToken, target).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    /// <summary>Makes the row, or gives it a new definition; after one that makes another table of it, only a snapshot can
    /// follow.</summary>
    public async ValueTask DefineAsync(
        NpgsqlConnection connection, string target, SyncedTableDefinition definition, bool isAnotherTable, CancellationToken cancellationToken) =>
        await connection.ExecuteShortAsync(
            $"""
            INSERT INTO {Metadata.Tables} (target, definition, state) VALUES ($1, $2::jsonb, $3)
            ON CONFLICT (target) DO UPDATE SET definition = excluded.definition,
                source_id = CASE WHEN $4 THEN NULL ELSE tables.source_id END
            """,
            cancellationToken,
            target,
            DefinitionJson.Write(definition),
            SyncedTableState.Provisioning.ToName(),
            isAnotherTable).ConfigureAwait(false);

    /// <summary>Says what a target is doing.</summary>
    public async ValueTask SetStateAsync(
        NpgsqlConnection connection, string target, SyncedTableState state, string? message, CancellationToken cancellationToken) =>
        await connection.ExecuteShortAsync(
            $"UPDATE {Metadata.Tables} SET state = $2, message = $3 WHERE target = $1", cancellationToken, target, state.ToName(), message)
            .ConfigureAwait(false);

    /// <summary>From now on only this run may change the target.</summary>
    public async ValueTask BeginRunAsync(
        NpgsqlConnection connection, string target, Guid run, SyncedTableState state, CancellationToken cancellationToken) =>
        await connection.ExecuteShortAsync(
            $"UPDATE {Metadata.Tables} SET run_id = $2, state = $3, message = NULL, sync_start = clock_timestamp() WHERE target = $1",
            cancellationToken,
            target,
            run,
            state.ToName()).ConfigureAwait(false);

    /// <summary>Locks the target's row until the end of the transaction, and returns what it says.</summary>
    public async ValueTask<Watermark?> LockAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        List<Watermark> rows = await connection.QueryShortAsync(
            $"SELECT run_id, source_id, version FROM {Metadata.Tables} WHERE target = $1 FOR UPDATE",
            row => new Watermark(row.ValueOrNull<Guid>(0), row.TextOrNull(1), row.ValueOrNull<long>(2)),
            cancellationToken,
            target).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    /// <summary>
    /// Writes down, in the transaction that changes the target, how far it has come, and by which definition: another one may have been
    /// given meanwhile.
    /// </summary>
    public async ValueTask AdvanceAsync(
        NpgsqlConnection connection, string target, SyncedTableDefinition definition, Advance to, CancellationToken cancellationToken) =>
        await connection.ExecuteShortAsync(
            $"""
            UPDATE {Metadata.Tables} SET source_id = $2, source_schema = $3, version = $4, commit_time = $5, last_action = $6, last_rows = $7,
                last_duration = $8, rows = coalesce($9, rows + $10), message = $11, lag = clock_timestamp() - $5, sync_end = clock_timestamp(),
                definition = $12::jsonb
            WHERE target = $1
            """,
            cancellationToken,
            target,
            Typed(NpgsqlDbType.Text, to.SourceId),
            to.SourceSchema,
            Typed(NpgsqlDbType.Bigint, to.Version),
            Typed(NpgsqlDbType.TimestampTz, to.CommitTime?.UtcDateTime),
            to.Action,
            to.ActionRows,
            to.Duration,
            Typed(NpgsqlDbType.Bigint, to.Rows),
            to.RowsAdded,
            Typed(NpgsqlDbType.Text, to.Message),
            DefinitionJson.Write(definition)).ConfigureAwait(false);

    /// <summary>Takes the row away.</summary>
    public async ValueTask DeleteAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken) =>
        await connection.ExecuteShortAsync($"DELETE FROM {Metadata.Tables} WHERE target = $1", cancellationToken, target).ConfigureAwait(false);

    private static NpgsqlParameter Typed(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static SyncedTableStatus Read(NpgsqlDataReader row) => new()
    {
        Target = row.GetString(0),
        Definition = DefinitionJson.Read(row.GetString(1)),
        State = StateNames.Parse(row.GetString(2)),
        Message = row.TextOrNull(3),
        SourceId = row.TextOrNull(4),
        SourceSchema = row.TextOrNull(5),
        LastVersion = row.ValueOrNull<long>(6),
        LastCommitTime = row.ValueOrNull<DateTimeOffset>(7),
        Rows = row.ValueOrNull<long>(8),
        LastAction = row.TextOrNull(9),
        LastRows = row.ValueOrNull<long>(10),
        LastDuration = row.ValueOrNull<TimeSpan>(11),
        Lag = row.ValueOrNull<TimeSpan>(12),
        RunId = row.ValueOrNull<Guid>(13),
        LastSyncStart = row.ValueOrNull<DateTimeOffset>(14),
        LastSyncEnd = row.ValueOrNull<DateTimeOffset>(15),
    };
}
