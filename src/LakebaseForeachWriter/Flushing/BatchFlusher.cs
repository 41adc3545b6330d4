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
    private readonly TargetPlan _plan;
    private readonly Action _forgetPlan;
    private readonly WriteFailure _failure;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _timeLimit;
    private readonly string _applicationName;
    private bool _isPlanChecked;
    private int _rowsInFlight;

    /// <summary>A flusher of one epoch.</summary>
    /// <param name="options">The writer's options.</param>
    /// <param name="context">Partition and epoch.</param>
    /// <param name="source">Where the connections come from.</param>
    /// <param name="plan">The table.</param>
    /// <param name="forgetPlan">Called when the plan turns out to be stale.</param>
    /// <param name="time">The clock of waits and time limits.</param>
    /// <param name="logger">Takes the log.</param>
    public BatchFlusher(
        LakebaseWriterOptions options,
        WriterContext context,
        PooledDataSource source,
        TargetPlan plan,
        Action forgetPlan,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _context = context;
        _source = source;
        _plan = plan;
        _forgetPlan = forgetPlan;
        _failure = new WriteFailure(options, context, source.Place);
        _time = time;
        _logger = logger;
        _retry = RetryPipeline.Create(options, time, Random.Shared.NextDouble, OnRetry);
        _timeLimit = RetryPipeline.CreateTimeLimit(options.FlushTimeout, time);
        _applicationName = SessionStart.ApplicationName(options.ApplicationName, context);
    }

    /// <summary>How the rows' columns become the table's.</summary>
    public TableMapping Mapping => _plan.Mapping;

    /// <summary>Rows committed so far, key duplicates included.</summary>
    public long Rows { get; private set; }

    /// <summary>Batches committed so far.</summary>
    public long Batches { get; private set; }

    /// <summary>The path of the last batch; empty before the first.</summary>
    public string LastPath { get; private set; } = "";

    /// <summary>Commits the batch.</summary>
    /// <exception cref="LakebaseWriteException">It could not be committed, and trying again would not help or did not.</exception>
    public async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        int attempts = 0;
        _rowsInFlight = batch.RowCount;
        using Activity? activity = LakebaseMetrics.Activities.StartActivity("lakebase.flush", ActivityKind.Client);
        try
        {
            ReadOnlyMemory<int> rows = SelectRows(batch);
            IFlushStrategy strategy = _plan.Strategy(FlushStrategySelector.Select(_options.Mode, _plan.Mapping, rows.Length));
            activity?.SetTag("lakebase.path", strategy.Path.ToName()).SetTag("lakebase.rows", rows.Length);
            await _retry.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    await TryAsync(strategy, new FlushRequest(batch, rows), isRetry: attempts > 1, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            Committed(batch, rows.Length, strategy.Path.ToName(), _time.GetElapsedTime(start));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            FlushAttemptException? attempt = error as FlushAttemptException;
            LakebaseWriteException failure =
                _failure.WhileFlushing(attempt?.Cause ?? error, batch.RowCount, Math.Max(attempts, 1), attempt?.IsOutcomeUnknown ?? false);
            activity?.SetStatus(ActivityStatusCode.Error, failure.SqlState);
            LakebaseMetrics.BatchFailed(_options.Mode, failure.SqlState);
            _logger.BatchFailed(batch.RowCount, _options.Table, _context.Partition, _context.Epoch, failure.Message);
            throw failure;
        }
    }

    private ReadOnlyMemory<int> SelectRows(RowBatch batch) => _options.Mode == WriteMode.Upsert
        ? KeyReducer.KeepLast(batch, _plan.Mapping.ConflictIndex?.NullsNotDistinct ?? false)
        : batch.AllRows;

    // One try, with everything that can go wrong turned into what it means for the next one.
    private async ValueTask TryAsync(IFlushStrategy strategy, FlushRequest request, bool isRetry, CancellationToken cancellationToken)
    {
        try
        {
            await _timeLimit.ExecuteAsync(
                async token =>
                {
                    PooledConnection connection = await _source.OpenAsync(token).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                    {
                        await StartSessionAsync(connection, token).ConfigureAwait(false);
                        await WriteAsync(strategy, connection, request, token).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            WriteErrorKind kind = WriteErrorClassifier.Classify(error);
            bool isOutcomeUnknown = _options.Mode != WriteMode.Upsert && CommitOutcome.IsUnknown(error, request.IsCommitSent);
            bool canPass = kind == WriteErrorKind.Transient || (kind == WriteErrorKind.LostSessionState && !isRetry);
            throw new FlushAttemptException(error, kind, isOutcomeUnknown, canPass && !isOutcomeUnknown);
        }
    }

    private static async ValueTask WriteAsync(
        IFlushStrategy strategy, PooledConnection connection, FlushRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await strategy.FlushAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException lost) when (WriteErrorClassifier.Classify(lost) == WriteErrorKind.LostSessionState)
        {
            connection.Session.StagingTables.Clear();
            connection.Connection.UnprepareAll();
            throw;
        }
    }

    private async ValueTask StartSessionAsync(PooledConnection connection, CancellationToken cancellationToken)
    {
        if (_isPlanChecked && connection.Session.ApplicationName == _applicationName)
        {
            return;
        }

        string fingerprint = await SessionStart.RunAsync(connection, _plan.Mapping.Table.Name, _applicationName, cancellationToken)
            .ConfigureAwait(false);
        connection.Session.ApplicationName = _applicationName;
        if (fingerprint != _plan.Fingerprint)
        {
            _forgetPlan();
            throw new TableAlteredException();
        }

        _isPlanChecked = true;
    }

    private void Committed(RowBatch batch, int writtenRows, string path, TimeSpan elapsed)
    {
        Rows += batch.RowCount;
        Batches++;
        LastPath = path;
        LakebaseMetrics.BatchWritten(path, _options.Mode, writtenRows, batch.RowCount - writtenRows, batch.ByteCount, elapsed);
        _logger.BatchWritten(batch.RowCount, path, elapsed.TotalMilliseconds, _context.Partition, _context.Epoch);
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
