using System.Diagnostics;
using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Resilience;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;

namespace Lakebase.Flushing;

/// <summary>
/// Commits batches of one partition and epoch: reduces by key, chooses the path, takes a connection, tries again what can be tried again.
/// The batch stays untouched until its commit is known, so a retry writes the same rows.
/// </summary>
/// <remarks>Flushes one batch at a time.</remarks>
internal sealed class BatchFlusher
{
    private readonly LakebaseWriterOptions _options;
    private readonly WriterContext _context;
    private readonly PooledDataSource _source;
    private readonly CheckedPlan _plan;
    private readonly WriteFailure _failure;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _timeLimit;
    private int _rowsInFlight;
    private int _attempts;

    /// <summary>A flusher of one epoch.</summary>
    /// <param name="options">The writer's options.</param>
    /// <param name="context">Partition and epoch.</param>
    /// <param name="source">Where the connections come from.</param>
    /// <param name="plan">The table.</param>
    /// <param name="time">The clock of waits and time limits.</param>
    /// <param name="logger">Takes the log.</param>
    public BatchFlusher(
        LakebaseWriterOptions options,
        WriterContext context,
        PooledDataSource source,
        CheckedPlan plan,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _context = context;
        _source = source;
        _plan = plan;
        _failure = new WriteFailure(options, context, source.Place);
        _time = time;
        _logger = logger;
        _retry = RetryPipeline.Create(options, time, Random.Shared.NextDouble, OnRetry);
        _timeLimit = RetryPipeline.CreateTimeLimit(options.FlushTimeout, time);
    }

    /// <summary>How the rows' columns become the table's.</summary>
    public TableMapping Mapping => _plan.Current.Mapping;

    /// <summary>Rows committed so far, key duplicates included.</summary>
    public long Rows { get; private set; }

    /// <summary>Batches committed so far.</summary>
    public long Batches { get; private set; }

    /// <summary>The path of the last try; empty before the first.</summary>
    public string LastPath { get; private set; } = "";

    /// <summary>Commits the batch.</summary>
    /// <exception cref="LakebaseWriteException">It could not be committed, and trying again would not help or did not.</exception>
    public async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        RetryBudget budget = new(_options.MaxRetryDuration, _time);
        long rowsBefore = Rows;
        _attempts = 0;
        using Activity? activity = LakebaseMetrics.Activities.StartActivity("lakebase.flush", ActivityKind.Client);
        try
        {
            await CommitOrHalveAsync(batch, budget, cancellationToken).ConfigureAwait(false);
            activity?.SetTag("lakebase.path", LastPath).SetTag("lakebase.rows", batch.RowCount);
            activity?.SetTag("lakebase.round_trip_ms", _source.RoundTrip.Current.TotalMilliseconds);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            FlushAttemptException? attempt = error as FlushAttemptException;
            int missingRows = (int)(batch.RowCount - (Rows - rowsBefore));
            LakebaseWriteException failure =
                _failure.WhileFlushing(attempt?.Cause ?? error, missingRows, Math.Max(_attempts, 1), attempt?.IsOutcomeUnknown ?? false);
            activity?.SetStatus(ActivityStatusCode.Error, failure.SqlState);
            LakebaseMetrics.BatchFailed(_options.Mode, failure.SqlState);
            _logger.BatchFailed(missingRows, _options.Table, _context.Partition, _context.Epoch, failure.Message);
            throw failure;
        }
    }

    private async ValueTask CommitOrHalveAsync(RowBatch batch, RetryBudget budget, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<int> rows = batch.AllRows;
        try
        {
            await CommitAsync(batch, rows, budget, cancellationToken).ConfigureAwait(false);
        }
        catch (FlushAttemptException stopped) when (stopped.Kind == WriteErrorKind.ServerTimeout && rows.Length > 1)
        {
            // Half the rows may fit into the server's limit. Each half commits by itself, in order; a half that is stopped too fails.
            _logger.BatchHalved(rows.Length, _options.Table, _context.Partition, _context.Epoch);
            int half = rows.Length / 2;
            await CommitAsync(batch, rows[..half], budget, cancellationToken).ConfigureAwait(false);
            await CommitAsync(batch, rows[half..], budget, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CommitAsync(RowBatch batch, ReadOnlyMemory<int> rows, RetryBudget budget, CancellationToken cancellationToken)
    {
        int tries = 0;
        FlushRequest request = new(batch, rows, _options.FlushTimeout);
        long start = _time.GetTimestamp();
        _rowsInFlight = rows.Length;
        await _retry.ExecuteAsync(
            async token =>
            {
                _attempts++;
                request = new FlushRequest(batch, rows, _options.FlushTimeout);
                await TryAsync(request, isRetry: tries++ > 0, budget, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        Committed(request, _time.GetElapsedTime(start));
    }

    // One try, with everything that can go wrong turned into what it means for the next one.
    private async ValueTask TryAsync(FlushRequest request, bool isRetry, RetryBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            await _timeLimit.ExecuteAsync(
                async token =>
                {
                    PooledConnection connection = await _source.OpenAsync(token).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                    {
                        await _plan.StartSessionAsync(connection, token).ConfigureAwait(false);
                        await WriteAsync(connection, request, token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _plan.Distrust();
            if (error is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
            {
                // After a failover the address leads to the new primary; the connections that are open still lead to the old one.
                _source.ClearIdle();
            }

            WriteErrorKind kind = WriteErrorClassifier.Classify(error);
            bool isOutcomeUnknown = _options.Mode != WriteMode.Upsert && CommitOutcome.IsUnknown(error, request.IsCommitSent);
            throw new FlushAttemptException(error, kind, isOutcomeUnknown, CanPass(kind, isRetry) && !isOutcomeUnknown && budget.IsLeft);
        }
    }

    // A table that was altered or made anew within the last seconds shows here first: the second try looks at it and knows more.
    private static bool CanPass(WriteErrorKind kind, bool isRetry) =>
        kind == WriteErrorKind.Transient || (kind is WriteErrorKind.LostSessionState or WriteErrorKind.Schema && !isRetry);

    private async ValueTask WriteAsync(PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        TargetPlan plan = _plan.Current;
        try
        {
            request.Steps = await StepSelection.SelectAsync(connection, request, cancellationToken).ConfigureAwait(false);
            FlushSize size = new(request.StepRows, request.Batch.ByteCount, _source.RoundTrip.Current, request.Steps.Count);
            IFlushStrategy strategy = plan.Strategy(
                FlushStrategySelector.Select(_options.Mode, plan.Mapping, size, _options.WritePath, _source.KeepsSessions));
            LastPath = strategy.Path.ToName();
            await strategy.FlushAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException sameKey) when (sameKey.SqlState == PostgresErrorCodes.CardinalityViolation && request.Steps.Count < request.Rows.Length)
        {
            // The index tells keys apart in a way that neither their bytes nor their column's type show.
            request.Steps = new RowOperations(request.Batch).OneByOne(request.Rows);
            await plan.Strategy(FlushPath.UnnestUpsert).FlushAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException lost) when (WriteErrorClassifier.Classify(lost) == WriteErrorKind.LostSessionState)
        {
            connection.Session.StagingTables.Clear();
            connection.Connection.UnprepareAll();
            throw;
        }
    }

    private void Committed(FlushRequest request, TimeSpan elapsed)
    {
        int rows = request.Rows.Length;
        int sent = request.StepRows;
        int skipped = Math.Max(0, sent - (request.AffectedRows ?? sent));
        long bytes = request.Batch.ByteCount * rows / Math.Max(1, request.Batch.RowCount);
        Rows += rows;
        Batches++;
        LakebaseMetrics.BatchWritten(LastPath, _options.Mode, sent - skipped, Math.Max(0, rows - sent), bytes, elapsed);
        LakebaseMetrics.RowsSkipped(LastPath, _options.Mode, skipped);
        _logger.BatchWritten(rows, LastPath, elapsed.TotalMilliseconds, _context.Partition, _context.Epoch);
    }

    private void OnRetry(FlushAttemptException failure, int retriesBefore, TimeSpan delay)
    {
        PostgresException? server = failure.Cause as PostgresException ?? failure.Cause.InnerException as PostgresException;
        LakebaseMetrics.Retrying(_options.Mode, server?.SqlState);
        _logger.BatchRetrying(
            _rowsInFlight,
            _options.Table,
            delay.TotalMilliseconds,
            retriesBefore + 1,
            _options.MaxRetryAttempts,
            server?.SqlState ?? failure.Cause.GetType().Name,
            server is null ? failure.Cause.Message : RedactedServerError.Text(server),
            _context.Partition,
            _context.Epoch);
    }
}
