using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Resilience;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;

namespace Lakebase.Flushing;

/// <summary>
/// Tries a piece of a flush until it is committed or cannot be: each try has a connection, its session made ready, and a transaction, and
/// whatever goes wrong is turned into what it means for the next try.
/// </summary>
/// <remarks>One piece at a time.</remarks>
internal sealed class FlushAttempts
{
    private readonly LakebaseWriterOptions _options;
    private readonly WriterContext _context;
    private readonly PooledDataSource _source;
    private readonly CheckedPlan _plan;
    private readonly EpochProgress _progress;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _timeLimit;
    private int _rowsInFlight;

    /// <summary>The tries of an epoch's flushes.</summary>
    public FlushAttempts(
        LakebaseWriterOptions options,
        WriterContext context,
        PooledDataSource source,
        CheckedPlan plan,
        EpochProgress progress,
        TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _context = context;
        _source = source;
        _plan = plan;
        _progress = progress;
        _logger = logger;
        _retry = RetryPipeline.Create(options, time, Random.Shared.NextDouble, OnRetry);
        _timeLimit = RetryPipeline.CreateTimeLimit(options.FlushTimeout, time);
    }

    /// <summary>Tries since <see cref="Reset"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Begins to count anew: another batch.</summary>
    public void Reset() => Count = 0;

    /// <summary>Runs the work, and again after an error that can pass.</summary>
    /// <param name="rows">How many rows it is about, for the log.</param>
    /// <param name="budget">The time that there is.</param>
    /// <param name="work">Writes and commits. Each try calls it with a transaction of its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FlushAttemptException">It could not be committed; the last try's error.</exception>
    public async ValueTask RunAsync(
        int rows, RetryBudget budget, Func<FlushTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        int tries = 0;
        _rowsInFlight = rows;
        await _retry.ExecuteAsync(
            async token =>
            {
                Count++;
                await TryAsync(isRetry: tries++ > 0, budget, work, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TryAsync(
        bool isRetry, RetryBudget budget, Func<FlushTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        FlushTransaction? transaction = null;
        try
        {
            await _timeLimit.ExecuteAsync(
                async token =>
                {
                    PooledConnection connection = await _source.OpenAsync(token).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                    {
                        transaction = new FlushTransaction(connection, _options.FlushTimeout, _plan.Guard(connection));
                        await connection.UseAsync(() => RunAsync(transaction, work, token)).ConfigureAwait(false);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _plan.Distrust();
            _source.LearnFrom(error);
            WriteErrorKind kind = WriteErrorClassifier.Classify(error);
            bool isOutcomeUnknown = CommitOutcome.IsUnknown(error, transaction is { IsCommitSent: true });
            if (isOutcomeUnknown)
            {
                _progress.Doubt();
                isOutcomeUnknown = _options.Mode != WriteMode.Upsert && !_progress.HasLedger;
            }

            throw new FlushAttemptException(error, kind, isOutcomeUnknown, CanPass(kind, isRetry) && !isOutcomeUnknown && budget.IsLeft);
        }
    }

    private async ValueTask RunAsync(
        FlushTransaction transaction, Func<FlushTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        await using (transaction.ConfigureAwait(false))
        {
            await _progress.ResolveAsync(transaction.Connection, cancellationToken).ConfigureAwait(false);
            try
            {
                await WorkAsync(transaction, work, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException lost) when (WriteErrorClassifier.Classify(lost) == WriteErrorKind.LostSessionState)
            {
                transaction.Connection.Session.StagingTables.Clear();
                transaction.Connection.Connection.UnprepareAll();
                throw;
            }
        }
    }

    private async ValueTask WorkAsync(
        FlushTransaction transaction, Func<FlushTransaction, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (StalePlanException)
        {
            // Nothing was written: the guard comes before everything else.
            await transaction.RollbackAsync().ConfigureAwait(false);
            await _plan.RenewAsync(transaction.Connection, cancellationToken).ConfigureAwait(false);
            await work(transaction, cancellationToken).ConfigureAwait(false);
        }
    }

    // Each try heals its own session, and the next one may come by another. A table that was altered or made anew within the last seconds
    // shows here first: the second try looks at it and knows more.
    private static bool CanPass(WriteErrorKind kind, bool isRetry) =>
        kind is WriteErrorKind.Transient or WriteErrorKind.LostSessionState || (kind == WriteErrorKind.Schema && !isRetry);

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
