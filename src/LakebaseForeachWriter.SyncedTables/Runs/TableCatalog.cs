using Lakebase.SyncedTables.Definition;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Npgsql;

namespace Lakebase.SyncedTables.Runs;

/// <summary>The synced tables that the metadata know: writes them down, finds them, forgets them. Tries again while the server is
/// away.</summary>
internal sealed class TableCatalog(TargetDatabase database, StateStore state, RunLocks locks, RetryPause pause)
{
    private volatile bool _hasMetadata;

    /// <summary>Writes a definition down.</summary>
    /// <param name="definition">The definition, valid.</param>
    /// <param name="isLocked">Whether the caller has the lock of its runs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SyncedTableStatus> CreateAsync(SyncedTableDefinition definition, bool isLocked, CancellationToken cancellationToken)
    {
        string target = TargetName.Of(definition).ToString();
        return await UseAsync(
            target,
            "creating the synced table",
            async connection =>
            {
                ThrowIfOtherDatabase(definition, connection);
                await EnsureMetadataAsync(connection, cancellationToken).ConfigureAwait(false);
                SyncedTableStatus? known = isLocked
                    ? null
                    : await state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false);
                if (known is null || DefinitionJson.Write(known.Definition) == DefinitionJson.Write(definition))
                {
                    return await DefineAsync(connection, target, definition, cancellationToken).ConfigureAwait(false);
                }

                // A run writes down with each commit by which definition it goes: another one, given meanwhile, would be lost without a word.
                IAsyncDisposable ours = await locks.TakeAsync(target, cancellationToken).ConfigureAwait(false);
                await using (ours.ConfigureAwait(false))
                {
                    return await DefineAsync(connection, target, definition, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All, by target.</summary>
    public async Task<IReadOnlyList<SyncedTableStatus>> ListAsync(CancellationToken cancellationToken) => await UseAsync(
        state.Metadata.Schema,
        "listing the synced tables",
        async connection => await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
            ? await state.ListAsync(connection, cancellationToken).ConfigureAwait(false)
            : [],
        cancellationToken).ConfigureAwait(false);

    /// <summary>One, or null.</summary>
    public async Task<SyncedTableStatus?> FindAsync(string target, CancellationToken cancellationToken)
    {
        string name = Name(target);
        return await UseAsync(
            name,
            "reading the state",
            async connection => await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
                ? await state.FindAsync(connection, name, cancellationToken).ConfigureAwait(false)
                : null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets one, and drops the table that a run has made.</summary>
    /// <returns>False if there is none.</returns>
    public async Task<bool> DeleteAsync(string target, bool dropTable, CancellationToken cancellationToken)
    {
        string name = Name(target);
        return await UseAsync(
            name,
            "deleting the synced table",
            async connection =>
            {
                if (!await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
                    || await state.FindAsync(connection, name, cancellationToken).ConfigureAwait(false) is not { } status)
                {
                    return false;
                }

                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await state.DeleteAsync(connection, name, cancellationToken).ConfigureAwait(false);
                    if (dropTable && status.LastAction is not null)
                    {
                        // Readers would queue behind it for as long as it waits.
                        await connection.ExecuteAsync(LockedChange.LockTimeoutSql(status.Definition), cancellationToken)
                            .ConfigureAwait(false);
                        await connection.ExecuteAsync($"DROP TABLE IF EXISTS {TargetName.TryParse(name)!.Name.ToSql()}", cancellationToken)
                            .ConfigureAwait(false);
                    }

                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SyncedTableStatus> DefineAsync(
        NpgsqlConnection connection, string target, SyncedTableDefinition definition, CancellationToken cancellationToken)
    {
        SyncedTableStatus? known = await state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false);
        bool isAnotherTable = known is not null
            && DefinitionJson.WriteShape(known.Definition) != DefinitionJson.WriteShape(DefinitionJson.Copy(definition));
        await state.DefineAsync(connection, target, definition, isAnotherTable, cancellationToken).ConfigureAwait(false);
        return (await state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false))!;
    }

    private static string Name(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return TargetName.TryParse(target)?.ToString()
            ?? throw new SyncedTableDefinitionException($"'{target}'", ["it is no table name: write table, schema.table or database.schema.table."]);
    }

    private static void ThrowIfOtherDatabase(SyncedTableDefinition definition, NpgsqlConnection connection)
    {
        if (TargetName.Of(definition).Database is { } database && database != connection.Database)
        {
            throw new SyncedTableDefinitionException(
                $"The synced table {definition.Target}",
                [$"its database is '{database}', but the connection leads to '{connection.Database}'. Use an engine whose connection leads there."]);
        }
    }

    private async ValueTask EnsureMetadataAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!_hasMetadata)
        {
            await state.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
            _hasMetadata = true;
        }
    }

    private async ValueTask<bool> HasMetadataAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection
        .ScalarShortAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellationToken, state.Metadata.Tables).ConfigureAwait(false);

    private async ValueTask<T> UseAsync<T>(
        string target, string doing, Func<NpgsqlConnection, ValueTask<T>> use, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                DriverConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await use(connection.Connection).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is NpgsqlException or SyncedTableException)
            {
                SyncedTableException failed = error as SyncedTableException ?? SyncedTableException.From(target, doing, error);
                if (!failed.IsTransient || !pause.Allows(attempt))
                {
                    throw failed;
                }

                await pause.WaitAsync(target, attempt, failed.Message, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
