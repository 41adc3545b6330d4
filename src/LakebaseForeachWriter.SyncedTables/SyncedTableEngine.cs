using Lakebase.SyncedTables.Definition;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Spark.Sql;

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
    private readonly LakebaseWriterOptions _connection;
    private readonly SyncedTablesOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TargetDatabase _database;
    private readonly StateStore _state;
    private readonly RunLocks _locks;
    private readonly RetryPause _pause;
    private readonly TableCatalog _catalog;

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
        _pause = new RetryPause(_options, _time, _logger);
        _catalog = new TableCatalog(_database, _state, _locks, _pause);
    }

    /// <summary>Writes a definition down, or gives a synced table a new one; the metadata schema is made if it is missing. Copies
    /// nothing.</summary>
    /// <exception cref="SyncedTableDefinitionException">The definition cannot work; all problems are listed.</exception>
    /// <exception cref="SyncedTableException">The database cannot be reached, or refuses; or the table is being run by another
    /// definition.</exception>
    public async Task<SyncedTableStatus> CreateAsync(SyncedTableDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        DefinitionValidator.ThrowIfInvalid(definition);
        return await _catalog.CreateAsync(definition, isLocked: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All synced tables of the database, by target.</summary>
    /// <exception cref="SyncedTableException">The database cannot be reached.</exception>
    public Task<IReadOnlyList<SyncedTableStatus>> ListAsync(CancellationToken cancellationToken = default) =>
        _catalog.ListAsync(cancellationToken);

    /// <summary>A synced table, or null.</summary>
    /// <param name="target">The target: <c>table</c>, <c>schema.table</c> or <c>database.schema.table</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">The database cannot be reached.</exception>
    public Task<SyncedTableStatus?> FindAsync(string target, CancellationToken cancellationToken = default) =>
        _catalog.FindAsync(target, cancellationToken);

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
        return await new LockedRun(context, _catalog, _locks, _pause).RunAsync(cancellationToken).ConfigureAwait(false);
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
    public Task<bool> DeleteAsync(string target, bool dropTable, CancellationToken cancellationToken = default) =>
        _catalog.DeleteAsync(target, dropTable, cancellationToken);

    /// <summary>Closes the driver's connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _locks.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
