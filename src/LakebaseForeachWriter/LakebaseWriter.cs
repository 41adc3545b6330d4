using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.DeadLetters;
using Lakebase.Diagnostics;
using Lakebase.Flushing;
using Lakebase.Ledger;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakebase;

/// <summary>
/// Writes one partition's rows of one epoch: open, append, then complete or abort. What outlives an epoch (connections, the table's
/// mapping) is the process's, so a session costs next to nothing.
/// </summary>
/// <remarks>
/// <para>Appending: <see cref="BeginAppendAsync"/> gives a window onto a batch; for each row, give every appender of
/// <see cref="RowBatch.Appenders"/> its value and call <see cref="RowBatch.CompleteRow"/> (<see cref="RowBatch.RefuseRow"/> if a value
/// is refused); when the batch's rows reach the window's limit, ask for the next window with <see cref="ContinueAppendAsync"/>; at the
/// end of the rows at hand call
/// <see cref="EndAppend"/>. Between <see cref="BeginAppendAsync"/> and <see cref="EndAppend"/> the interval does not flush, so end it
/// before waiting for more rows.</para>
/// <para>One thread at a time; only <see cref="AbortAsync"/> may come from another one, at any moment.</para>
/// </remarks>
internal sealed class LakebaseWriter : IAsyncDisposable
{
    private readonly SourceSchema _schema;
    private readonly LakebaseWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DataSourceRegistry _sources;
    private readonly TargetPlanCache _plans;
    private readonly CancellationTokenSource _abort = new();
    private WriterContext _context = new();
    private BatchFlusher? _flusher;
    private EpochProgress? _progress;
    private FlushLoop? _loop;
    private WriteFailure? _failure;
    private long _openedAt;

    /// <summary>A writer with the process's connections.</summary>
    /// <param name="schema">The rows' columns.</param>
    /// <param name="options">What to write where; copied.</param>
    /// <param name="time">The clock of intervals, waits and time limits; the system's by default.</param>
    /// <param name="loggers">Where the log goes; nowhere by default.</param>
    /// <exception cref="LakebaseOptionsException">The options cannot work; all problems are listed.</exception>
    /// <exception cref="SchemaMismatchException">The columns can go into no table; all problems are listed.</exception>
    public LakebaseWriter(SourceSchema schema, LakebaseWriterOptions options, TimeProvider? time = null, ILoggerFactory? loggers = null)
        : this(schema, options, time, loggers, DataSourceRegistry.Shared, TargetPlanCache.Shared)
    {
    }

    /// <summary>A writer with connections and mappings of its own, for tests.</summary>
    internal LakebaseWriter(
        SourceSchema schema,
        LakebaseWriterOptions options,
        TimeProvider? time,
        ILoggerFactory? loggers,
        DataSourceRegistry sources,
        TargetPlanCache plans)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Validate(schema, options);
        _schema = schema;
        _options = options.Clone();
        _time = time ?? TimeProvider.System;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<LakebaseWriter>();
        _sources = sources;
        _plans = plans;
    }

    /// <summary>Says everything that is wrong with options and columns, without looking at any server. Cheap; for the driver.</summary>
    /// <exception cref="LakebaseOptionsException">The options cannot work; all problems are listed.</exception>
    /// <exception cref="SchemaMismatchException">The columns can go into no table; all problems are listed.</exception>
    public static void Validate(SourceSchema schema, LakebaseWriterOptions options)
    {
        LakebaseWriterOptionsValidator.ThrowIfInvalid(options);
        IReadOnlyList<string> problems = SourceProblems.Find(schema, options.PrimaryKeys, options.ComplexTypes);
        if (problems.Count > 0)
        {
            throw new SchemaMismatchException($"The rows cannot be written to {options.Table}:", problems);
        }
    }

    /// <summary>
    /// Makes ready for rows. The first time in a process it connects and reads the table's definition; afterwards it only asks whether
    /// that is still true, one round trip, and not even that if the server has answered within the last two seconds.
    /// </summary>
    /// <exception cref="LakebaseWriteException">The database cannot be reached, or does not let us in; or the folder of dead letters cannot
    /// be made.</exception>
    /// <exception cref="LakebaseOptionsException">A connection string given by reference cannot be read, or there is no host, or the ledger
    /// lacks the query's id.</exception>
    /// <exception cref="SchemaMismatchException">There is no such table, or the rows do not fit it; all problems are listed.</exception>
    public async ValueTask OpenAsync(WriterContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_loop is not null)
        {
            throw new InvalidOperationException("The writer is open already.");
        }

        _context = context;
        _openedAt = _time.GetTimestamp();
        foreach (string warning in LakebaseWriterOptionsValidator.FindWarnings(_options))
        {
            _logger.OptionsWarning(warning);
        }

        PooledDataSource source = _sources.Get(ConnectionSettings.FromProcess.Resolve(_options), _time);
        _failure = new WriteFailure(_options, context, source.Place);
        string key = TargetPlanCache.Key(source.Identity, _schema, _options);
        IDeadLetterDestination? deadLetters = OpenDeadLetters(_failure);
        CheckedPlan plan = new(_options, _schema, context, source, _plans, key, _time, _logger);
        PartitionLedger? ledger = _options.LedgerTable is null ? null : new PartitionLedger(_options, context);
        EpochOpening opening = new(_options, context, source, plan, ledger, _failure, _time, _logger);
        using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token, cancellationToken))
        {
            await opening.RunAsync(either.Token).ConfigureAwait(false);
        }

        if (PooledHostProblem.Find(_options, source.KeepsSessions) is { } problem)
        {
            throw new LakebaseOptionsException([problem]);
        }

        _progress = new EpochProgress(_options, context, ledger, _time, _logger);
        _flusher = new BatchFlusher(_options, context, source, plan, _progress, deadLetters, _time, _logger);
        _loop = new FlushLoop(FlushLoopSettings.From(_options), plan.Current.Batches, FlushAsync, context.OnFailure, _time);

        // An abort that came while there was no loop to stop.
        if (_abort.IsCancellationRequested)
        {
            await _loop.AbortAsync().ConfigureAwait(false);
            _abort.Token.ThrowIfCancellationRequested();
        }

        _logger.Opened(_options.Table, _options.Mode, context.Partition, context.Epoch, context.Attempt);
    }

    /// <summary>How the rows' columns become the table's: which columns a batch has, in which order. Valid once open.</summary>
    public TableMapping Mapping => _flusher?.Mapping ?? throw NotOpen();

    /// <summary>Begins to append. Waits while the queue is full.</summary>
    /// <exception cref="LakebaseWriteException">An earlier batch has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the writer aborted.</exception>
    public ValueTask<AppendWindow> BeginAppendAsync(CancellationToken cancellationToken = default) => Loop.BeginAppendAsync(cancellationToken);

    /// <summary>Goes on appending after a window was used up. Waits while the queue is full.</summary>
    /// <exception cref="LakebaseWriteException">An earlier batch has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the writer aborted.</exception>
    public ValueTask<AppendWindow> ContinueAppendAsync(CancellationToken cancellationToken = default) =>
        Loop.ContinueAppendAsync(cancellationToken);

    /// <summary>Ends appending; must follow whatever happens, and does not wait.</summary>
    public void EndAppend() => Loop.EndAppend();

    /// <summary>Commits what is left. When it returns, every appended row is committed.</summary>
    /// <exception cref="LakebaseWriteException">A batch has failed, or the rest was not committed within CloseTimeout (the writer is
    /// aborted), or the ledger knows of more rows than this attempt was given.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the writer aborted.</exception>
    public async ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken = default)
    {
        FlushLoop loop = Loop;
        using CancellationTokenSource limit = new(_options.CloseTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await loop.CompleteAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LakebaseWriteException failure = _failure!.WhileClosing(loop.UnflushedRows);
            await AbortAsync(failure).ConfigureAwait(false);
            throw failure;
        }

        await loop.DisposeAsync().ConfigureAwait(false);
        if (_progress!.MissingRows > 0)
        {
            throw _failure!.WhileReplaying(_progress.Position, _progress.MissingRows);
        }

        TimeSpan elapsed = _time.GetElapsedTime(_openedAt);
        WriteSummary summary =
            new(_progress.Rows, _progress.Batches, elapsed, _progress.LastPath, _progress.ReplayedRows, _progress.DeadLetters);
        _logger.Completed(
            summary.Rows, summary.Batches, _options.Table, summary.Duration.TotalMilliseconds, _context.Partition, _context.Epoch);
        if (summary.ReplayedRows > 0)
        {
            _logger.RowsReplayed(summary.ReplayedRows, _options.Table, _context.Partition, _context.Epoch);
        }

        QueryProgressLog.Shared.Committed(_context, _options.Table, summary.Rows, summary.Batches, _logger);
        return summary;
    }

    /// <summary>
    /// Throws away what is not committed, cancels what is being written and waits for its end, about two seconds at most. Batches
    /// committed before stay. Releases a thread that waits in an append. Does not throw; may be called more than once, and before or
    /// after anything else.
    /// </summary>
    public async ValueTask AbortAsync(Exception? cause = null)
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        if (_loop is not { } loop)
        {
            return;
        }

        await loop.AbortAsync().ConfigureAwait(false);
        await loop.DisposeAsync().ConfigureAwait(false);
        _logger.Aborted(
            _context.Partition, _context.Epoch, _progress?.Rows ?? 0, _options.Table, cause is null ? "" : $"{cause.GetType().Name}: {cause.Message}");
    }

    /// <summary>Aborts unless completed.</summary>
    public ValueTask DisposeAsync() => _loop?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        await _flusher!.FlushAsync(batch, cancellationToken).ConfigureAwait(false);
        InvalidValueLog.Shared.Committed(_context, _options.Table, batch, _logger);
    }

    private FlushLoop Loop => _loop ?? throw NotOpen();

    private IDeadLetterDestination? OpenDeadLetters(WriteFailure failure)
    {
        try
        {
            return DeadLetterDestination.Open(_options, _context, _time);
        }
        catch (IOException folder)
        {
            throw failure.WhileOpening(folder, attempts: 1);
        }
    }

    private static InvalidOperationException NotOpen() => new("The writer is not open.");
}
