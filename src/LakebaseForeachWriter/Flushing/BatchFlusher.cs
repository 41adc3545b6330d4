using System.Diagnostics;
using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.DeadLetters;
using Lakebase.Diagnostics;
using Lakebase.Resilience;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// Commits batches of one partition and epoch: reduces by key, chooses the path, and halves what the server finds too much. The batch stays
/// untouched until its commit is known, so a retry writes the same rows.
/// </summary>
/// <remarks>Flushes one batch at a time.</remarks>
internal sealed class BatchFlusher
{
    private readonly LakebaseWriterOptions _options;
    private readonly WriterContext _context;
    private readonly PooledDataSource _source;
    private readonly CheckedPlan _plan;
    private readonly EpochProgress _progress;
    private readonly IDeadLetterDestination? _deadLetters;
    private readonly FlushAttempts _attempts;
    private readonly WriteFailure _failure;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A flusher of one epoch.</summary>
    /// <param name="options">The writer's options.</param>
    /// <param name="context">Partition and epoch.</param>
    /// <param name="source">Where the connections come from.</param>
    /// <param name="plan">The table.</param>
    /// <param name="progress">Counts what is committed.</param>
    /// <param name="deadLetters">Where rows go that the table refuses; null: they fail their batch.</param>
    /// <param name="time">The clock of waits and time limits.</param>
    /// <param name="logger">Takes the log.</param>
    public BatchFlusher(
        LakebaseWriterOptions options,
        WriterContext context,
        PooledDataSource source,
        CheckedPlan plan,
        EpochProgress progress,
        IDeadLetterDestination? deadLetters,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _context = context;
        _source = source;
        _plan = plan;
        _progress = progress;
        _deadLetters = deadLetters;
        _attempts = new FlushAttempts(options, context, source, plan, progress, time, logger);
        _failure = new WriteFailure(options, context, source.Place);
        _time = time;
        _logger = logger;
    }

    /// <summary>How the rows' columns become the table's.</summary>
    public TableMapping Mapping => _plan.Current.Mapping;

    /// <summary>Commits the batch.</summary>
    /// <exception cref="LakebaseWriteException">It could not be committed, and trying again would not help or did not.</exception>
    public async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        RetryBudget budget = new(_options.MaxRetryDuration, _time);
        long end = _progress.Position + batch.RowCount;
        ReadOnlyMemory<int> rows = batch.AllRows[_progress.SkipReplayed(batch.RowCount)..];
        if (rows.IsEmpty)
        {
            return;
        }

        _attempts.Reset();
        using Activity? activity = LakebaseMetrics.Activities.StartActivity("lakebase.flush", ActivityKind.Client);
        try
        {
            await CommitOrHalveAsync(batch, rows, budget, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("lakebase.path", _progress.LastPath).SetTag("lakebase.rows", rows.Length);
            activity?.SetTag("lakebase.round_trip_ms", _source.RoundTrip.Current.TotalMilliseconds);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            FlushAttemptException? attempt = error as FlushAttemptException;
            int missingRows = (int)(end - _progress.Position);
            LakebaseWriteException failure = _failure.WhileFlushing(
                attempt?.Cause ?? error, missingRows, Math.Max(_attempts.Count, 1), attempt?.IsOutcomeUnknown ?? false);
            activity?.SetStatus(ActivityStatusCode.Error, failure.SqlState);
            LakebaseMetrics.BatchFailed(_options.Mode, failure.SqlState);
            _logger.BatchFailed(missingRows, _options.Table, _context.Partition, _context.Epoch, failure.Message);
            throw failure;
        }
    }

    private async ValueTask CommitOrHalveAsync(
        RowBatch batch, ReadOnlyMemory<int> rows, RetryBudget budget, CancellationToken cancellationToken)
    {
        long start = _progress.Position;
        try
        {
            await CommitAsync(batch, rows, budget, cancellationToken).ConfigureAwait(false);
        }
        catch (FlushAttemptException stopped)
            when (stopped.Kind == WriteErrorKind.ServerTimeout && rows.Length - (_progress.Position - start) > 1)
        {
            // Half the rows may fit into the server's limit. Each half commits by itself, in order; a half that is stopped too fails.
            ReadOnlyMemory<int> left = rows[(int)(_progress.Position - start)..];
            _logger.BatchHalved(left.Length, _options.Table, _context.Partition, _context.Epoch);
            int half = left.Length / 2;
            await CommitAsync(batch, left[..half], budget, cancellationToken).ConfigureAwait(false);
            await CommitAsync(batch, left[half..], budget, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CommitAsync(RowBatch batch, ReadOnlyMemory<int> rows, RetryBudget budget, CancellationToken cancellationToken)
    {
        long startedAt = _time.GetTimestamp();
        long start = _progress.Position;
        if (batch.HasRefusedRows)
        {
            await IsolateAsync(Isolation(refusal: null), refused: null, budget, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await _attempts.RunAsync(
                rows.Length,
                budget,
                async (transaction, token) =>
                {
                    // A try whose answer was lost may have committed them.
                    if (_progress.Position == start)
                    {
                        await CommitOnceAsync(transaction, batch, rows, startedAt, token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (FlushAttemptException refused) when (refused.Kind == WriteErrorKind.Data)
        {
            // Without a destination it is only about which row it is, which is worth one try.
            RetryBudget isolationBudget = _deadLetters is null ? new RetryBudget(TimeSpan.Zero, _time) : budget;
            await IsolateAsync(Isolation(refused.Cause), refused, isolationBudget, cancellationToken).ConfigureAwait(false);
        }

        RowIsolation Isolation(Exception? refusal) =>
            new(_options, _plan, _progress, _deadLetters, _source.KeepsSessions, batch, rows, refusal, startedAt);
    }

    private async ValueTask IsolateAsync(
        RowIsolation isolation, FlushAttemptException? refused, RetryBudget budget, CancellationToken cancellationToken)
    {
        FlushAttempts attempts = new(_options, _context, _source, _plan, _progress, _time, _logger);
        try
        {
            while (isolation.RowsLeft > 0)
            {
                await attempts.RunAsync(isolation.RowsLeft, budget, isolation.CommitPartAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (FlushAttemptException failed) when (refused is not null && _deadLetters is null && failed.Kind != WriteErrorKind.Data)
        {
            // That there is such a row is the error all the same.
            throw refused;
        }
    }

    private async ValueTask CommitOnceAsync(
        FlushTransaction transaction, RowBatch batch, ReadOnlyMemory<int> rows, long startedAt, CancellationToken cancellationToken)
    {
        FlushRequest request = new(batch, rows) { CommitsAlone = !_progress.HasLedger };
        request.Steps = await StepSelection.SelectAsync(transaction.Connection, request, cancellationToken).ConfigureAwait(false);
        FlushSize size = new(request.StepRows, batch.ByteCount, _source.RoundTrip.Current, request.Steps.Count);
        bool insertsPlainly = InsertsPlainly(request);
        WriteMode mode = insertsPlainly ? WriteMode.Insert : _options.Mode;
        FlushPath path = FlushStrategySelector.Select(mode, Mapping, size, _options.WritePath, _source.KeepsSessions);
        try
        {
            await CommitAsync(transaction, request, path, startedAt, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException known) when (known.SqlState == PostgresErrorCodes.UniqueViolation && insertsPlainly)
        {
            _plan.Current.ExpectsNewKeys = false;
            _logger.KeyExists(_options.Table, _context.Partition, _context.Epoch);
            await transaction.RollbackAsync().ConfigureAwait(false);
            await CommitOnceAsync(transaction, batch, rows, startedAt, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException sameKey)
            when (sameKey.SqlState == PostgresErrorCodes.CardinalityViolation && request.Steps.Count < rows.Length)
        {
            // The index tells keys apart in a way that neither their bytes nor their column's type show.
            await transaction.RollbackAsync().ConfigureAwait(false);
            request.Steps = new RowOperations(batch).OneByOne(rows);
            await CommitAsync(transaction, request, FlushPath.UnnestUpsert, startedAt, cancellationToken).ConfigureAwait(false);
        }
    }

    // A key that is there after all refuses the statement as a whole, and ON CONFLICT does it again. Behind a pooler nothing is sent that is
    // likely to be refused.
    private bool InsertsPlainly(FlushRequest request) =>
        _options is { Mode: WriteMode.Upsert, WritePath: WritePath.Automatic }
        && _plan.Current.ExpectsNewKeys
        && _source.KeepsSessions
        && request.Steps is [{ IsDelete: false }];

    private async ValueTask CommitAsync(
        FlushTransaction transaction, FlushRequest request, FlushPath path, long startedAt, CancellationToken cancellationToken)
    {
        IFlushStrategy strategy = _plan.Current.Strategy(path);
        _progress.LastPath = path.ToName();
        await strategy.WriteAsync(transaction, request, cancellationToken).ConfigureAwait(false);
        int rows = request.Rows.Length;
        long bytes = request.Batch.ByteCount * rows / Math.Max(1, request.Batch.RowCount);
        await _progress.CommitAsync(transaction, new PendingCommit(rows, request.StepRows, bytes, startedAt), cancellationToken)
            .ConfigureAwait(false);
    }
}
