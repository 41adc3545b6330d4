using Lakebase.Resilience;
using Lakebase.SyncedTables.Definition;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Lakebase.SyncedTables.Swap;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Spark.Sql;
using Npgsql;

namespace Lakebase.SyncedTables;

/// <summary>
/// Creates, runs, lists and deletes the synced tables of one database. One engine serves any number of tables over one Spark session and
/// one cap of connections.
/// </summary>
/// <remarks>
/// Thread-safe. Nothing is kept outside of the database: a run that was killed at any point is taken up by the next one, on any machine.
/// Only runs need Spark.
/// </remarks>
public sealed class SyncedTableEngine : IAsyncDisposable
{
    /// <summary>How long a run may take to end when it was cancelled: a server that has fallen silent is not waited for.</summary>
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1.7);

    private readonly LakebaseWriterOptions _connection;
    private readonly SyncedTablesOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TargetDatabase _database;
    private readonly StateStore _state;
    private readonly RunLocks _locks;
    private volatile bool _hasMetadata;

    /// <summary>An engine for a database. Connects to nothing yet.</summary>
    /// <param name="connection">
    /// Where the database is, as for the sink; of its other options, <see cref="LakebaseWriterOptions.ConnectTimeout"/>,
    /// <see cref="LakebaseWriterOptions.FlushTimeout"/> (one piece of a copy) and <see cref="LakebaseWriterOptions.PooledHost"/> count.
    /// Copied; it travels to the executors, so give passwords by reference.
    /// </param>
    /// <param name="options">What holds for all tables; copied.</param>
    /// <param name="loggers">Where the log goes; nowhere by default.</param>
    /// <param name="time">The clock of intervals and waits; the system's by default.</param>
    /// <exception cref="SyncedTableDefinitionException">The options cannot work; all problems are listed.</exception>
    /// <exception cref="LakebaseOptionsException">There is no host, or a reference to the connection string cannot be read
    /// here.</exception>
    public SyncedTableEngine(
        LakebaseWriterOptions connection, SyncedTablesOptions? options = null, ILoggerFactory? loggers = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _options = (options ?? new SyncedTablesOptions()).Clone();
        _options.ThrowIfInvalid();
        _time = time ?? TimeProvider.System;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<SyncedTableEngine>();
        _connection = connection.Clone();
        LakebaseWriterOptions ofDriver = connection.Clone();
        ofDriver.MaxConnections = ConnectionShares.OfDriver(_options.MaxConnections);
        _database = new TargetDatabase(ofDriver, _time);
        _state = new StateStore(new MetadataSchema(_options.MetadataSchema));
        _locks = new RunLocks(_database);
    }

    /// <summary>Writes a definition down, or gives a synced table a new one; the metadata schema is made if it is missing. Copies
    /// nothing.</summary>
    /// <exception cref="SyncedTableDefinitionException">The definition cannot work; all problems are listed.</exception>
    /// <exception cref="SyncedTableException">The database cannot be reached, or refuses; or the table is being run by another
    /// definition.</exception>
    public Task<SyncedTableStatus> CreateAsync(SyncedTableDefinition definition, CancellationToken cancellationToken = default) =>
        CreateAsync(definition, isLocked: false, cancellationToken);

    /// <summary>All synced tables of the database, by target.</summary>
    /// <exception cref="SyncedTableException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<SyncedTableStatus>> ListAsync(CancellationToken cancellationToken = default) => await UseAsync(
        _options.MetadataSchema,
        "listing the synced tables",
        async connection => await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
            ? await _state.ListAsync(connection, cancellationToken).ConfigureAwait(false)
            : [],
        cancellationToken).ConfigureAwait(false);

    /// <summary>A synced table, or null.</summary>
    /// <param name="target">The target: <c>table</c>, <c>schema.table</c> or <c>database.schema.table</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">The database cannot be reached.</exception>
    public async Task<SyncedTableStatus?> FindAsync(string target, CancellationToken cancellationToken = default)
    {
        string name = Name(target);
        return await UseAsync(
            name,
            "reading the state",
            async connection => await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
                ? await _state.FindAsync(connection, name, cancellationToken).ConfigureAwait(false)
                : null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs a synced table by its policy, and returns its state: after one snapshot, after all changes since the last run, or,
    /// continuously, when it is cancelled (then as it was when it began, if the database does not answer any more). Creates it first if it
    /// is not known. An error that can pass begins the run anew.
    /// </summary>
    /// <param name="session">The Spark session; several tables may share it at the same time.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="progress">Told where the run is; called from any thread.</param>
    /// <param name="cancellationToken">Ends it within two seconds. The target keeps what it has.</param>
    /// <exception cref="SyncedTableDefinitionException">Definition and source cannot work together; all problems are listed.</exception>
    /// <exception cref="SyncedTableException">The target could not be brought up to date; it has what it had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, unless it is continuous.</exception>
    public async Task<SyncedTableStatus> RunAsync(
        SparkSession session,
        SyncedTableDefinition definition,
        IProgress<SyncProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(definition);
        DefinitionValidator.ThrowIfInvalid(definition);
        SyncedTableDefinition copy = DefinitionJson.Copy(definition);
        LakebaseWriterOptions ofExecutors = _connection.Clone();
        ofExecutors.MaxConnections = ConnectionShares.OfExecutor(_options.MaxConnections, session);
        RunContext context = new(
            _database, _state, new SourceTable(new SparkJobs(session), copy), copy, ofExecutors, _time, _logger, progress);
        bool isContinuous = copy.SchedulingPolicy == SchedulingPolicy.Continuous;
        SyncedTableStatus? before = null;

        // Npgsql tells the server about a cancellation before it returns from it; who cancels, and who else is cancelled, must not wait for that.
        CancellationTokenSource ended = new();
        using CancellationTokenRegistration end = cancellationToken.Register(() => _ = ended.CancelAsync());
        Task<SyncedTableStatus> run = RunLockedAsync(context, created => before = created, ended.Token);
        try
        {
            return await run.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Its ordinary end, if it is continuous.
            if (await Task.WhenAny(run, Task.Delay(CancellationPatience, CancellationToken.None)).ConfigureAwait(false) == run)
            {
                return await AsCancelledAsync(run, cancellationToken).ConfigureAwait(false);
            }

            _ = run.ContinueWith(late => late.Exception, TaskScheduler.Default);
            return isContinuous && before is not null ? before : throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Runs several synced tables at the same time, each by its policy.</summary>
    /// <param name="session">The Spark session that they share.</param>
    /// <param name="definitions">The definitions.</param>
    /// <param name="progress">Told where each run is; called from any thread.</param>
    /// <param name="cancellationToken">Ends them within two seconds.</param>
    /// <returns>Their states, in the order of the definitions.</returns>
    /// <exception cref="AggregateException">At least one failed; the others went on to their end.</exception>
    public async Task<IReadOnlyList<SyncedTableStatus>> RunAllAsync(
        SparkSession session,
        IEnumerable<SyncedTableDefinition> definitions,
        IProgress<SyncProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        Task<SyncedTableStatus>[] runs = [.. definitions.Select(one => RunAsync(session, one, progress, cancellationToken))];
        Task<SyncedTableStatus[]> all = Task.WhenAll(runs);
        try
        {
            return await all.ConfigureAwait(false);
        }
        catch (Exception) when (all.Exception is { InnerExceptions.Count: > 0 } failures && !cancellationToken.IsCancellationRequested)
        {
            throw new AggregateException(failures.InnerExceptions);
        }
    }

    /// <summary>Forgets a synced table, and drops its target if that is wanted.</summary>
    /// <param name="target">The target.</param>
    /// <param name="dropTable">
    /// Whether the table is dropped as well; what depends on it keeps it. A table that no run has made
    /// (<see cref="SyncedTableStatus.LastAction"/> is null) is somebody else's, and stays.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False if there is no such synced table.</returns>
    /// <exception cref="SyncedTableException">The table cannot be dropped, or the database not be reached.</exception>
    public async Task<bool> DeleteAsync(string target, bool dropTable, CancellationToken cancellationToken = default)
    {
        string name = Name(target);
        return await UseAsync(
            name,
            "deleting the synced table",
            async connection =>
            {
                if (!await HasMetadataAsync(connection, cancellationToken).ConfigureAwait(false)
                    || await _state.FindAsync(connection, name, cancellationToken).ConfigureAwait(false) is not { } status)
                {
                    return false;
                }

                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await _state.DeleteAsync(connection, name, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Closes the driver's connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _locks.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<SyncedTableStatus> AsCancelledAsync(Task<SyncedTableStatus> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken);
        }
    }

    private async Task<SyncedTableStatus> CreateAsync(SyncedTableDefinition definition, bool isLocked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        DefinitionValidator.ThrowIfInvalid(definition);
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
                    : await _state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false);
                if (known is null || DefinitionJson.Write(known.Definition) == DefinitionJson.Write(definition))
                {
                    return await DefineAsync(connection, target, definition, cancellationToken).ConfigureAwait(false);
                }

                // A run writes down with each commit by which definition it goes: another one, given meanwhile, would be lost without a word.
                IAsyncDisposable ours = await _locks.TakeAsync(target, cancellationToken).ConfigureAwait(false);
                await using (ours.ConfigureAwait(false))
                {
                    return await DefineAsync(connection, target, definition, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SyncedTableStatus> DefineAsync(
        NpgsqlConnection connection, string target, SyncedTableDefinition definition, CancellationToken cancellationToken)
    {
        SyncedTableStatus? known = await _state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false);
        bool isAnotherTable = known is not null
            && DefinitionJson.WriteShape(known.Definition) != DefinitionJson.WriteShape(DefinitionJson.Copy(definition));
        await _state.DefineAsync(connection, target, definition, isAnotherTable, cancellationToken).ConfigureAwait(false);
        return (await _state.FindAsync(connection, target, cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<SyncedTableStatus> RunLockedAsync(
        RunContext context, Action<SyncedTableStatus> onCreated, CancellationToken cancellationToken)
    {
        IAsyncDisposable ours = await TakeLockAsync(context.Target, cancellationToken).ConfigureAwait(false);
        await using (ours.ConfigureAwait(false))
        {
            // Only now: whoever runs it at the moment goes by the definition that he has.
            SyncedTableStatus created = await CreateAsync(context.Definition, isLocked: true, cancellationToken).ConfigureAwait(false);
            onCreated(created);
            try
            {
                await new RunLoop(context, _options).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
                when (context.Definition.SchedulingPolicy == SchedulingPolicy.Continuous && cancellationToken.IsCancellationRequested)
            {
                return await TryFindAsync(context.Target).ConfigureAwait(false) ?? created;
            }
        }

        return (await FindAsync(context.Target, CancellationToken.None).ConfigureAwait(false))!;
    }

    // Once: who cancels a run does not wait for a database that is not there.
    private async ValueTask<SyncedTableStatus?> TryFindAsync(string target)
    {
        try
        {
            using CancellationTokenSource limit = new(CancellationPatience);
            DriverConnection connection = await _database.OpenAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await _state.FindAsync(connection.Connection, target, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception unreachable)
            when (unreachable is SyncedTableException or NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            return null;
        }
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

    // A restarted application must not fail because the server has not yet noticed that its predecessor is dead.
    private async ValueTask<IAsyncDisposable> TakeLockAsync(string target, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await _locks.TakeAsync(target, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncedTableException held) when (held.IsTransient && attempt < _options.MaxRetryAttempts)
            {
                TimeSpan delay = RetryDelays.Next(attempt, _options.RetryDelay, _options.MaxRetryDelay, Random.Shared.NextDouble());
                _logger.RunRetrying(target, attempt + 1, delay.TotalMilliseconds, held.Message);
                await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EnsureMetadataAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!_hasMetadata)
        {
            await _state.EnsureAsync(connection, cancellationToken).ConfigureAwait(false);
            _hasMetadata = true;
        }
    }

    private async ValueTask<bool> HasMetadataAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection
        .ScalarShortAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellationToken, _state.Metadata.Tables).ConfigureAwait(false);

    private async ValueTask<T> UseAsync<T>(
        string target, string doing, Func<NpgsqlConnection, ValueTask<T>> use, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                DriverConnection connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await use(connection.Connection).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is NpgsqlException or SyncedTableException)
            {
                SyncedTableException failed = error as SyncedTableException ?? SyncedTableException.From(target, doing, error);
                if (!failed.IsTransient || attempt >= _options.MaxRetryAttempts)
                {
                    throw failed;
                }

                TimeSpan delay = RetryDelays.Next(attempt, _options.RetryDelay, _options.MaxRetryDelay, Random.Shared.NextDouble());
                _logger.RunRetrying(target, attempt + 1, delay.TotalMilliseconds, failed.Message);
                await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
