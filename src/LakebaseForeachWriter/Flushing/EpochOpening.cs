using Lakebase.Connections;
using Lakebase.Diagnostics;
using Lakebase.Ledger;
using Lakebase.Resilience;
using Lakebase.Schema;
using Microsoft.Extensions.Logging;
using Polly;

namespace Lakebase.Flushing;

/// <summary>Makes an epoch's plan and ledger ready, and tries again what can pass by itself.</summary>
internal sealed class EpochOpening(
    LakebaseWriterOptions options,
    WriterContext context,
    PooledDataSource source,
    CheckedPlan plan,
    PartitionLedger? ledger,
    WriteFailure failure,
    TimeProvider time,
    ILogger logger)
{
    private readonly ResiliencePipeline _timeLimit = RetryPipeline.CreateTimeLimit(options.FlushTimeout, time);

    /// <summary>Opens both.</summary>
    /// <exception cref="LakebaseWriteException">The database cannot be reached, or does not let us in.</exception>
    /// <exception cref="SchemaMismatchException">There is no table, or the rows do not fit it.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        RetryBudget budget = new(options.MaxRetryDuration, time);
        int attempts = 0;
        ResiliencePipeline retry = RetryPipeline.Create(options, time, Random.Shared.NextDouble, OnRetry);
        try
        {
            await retry.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    await TryAsync(budget, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (FlushAttemptException error)
        {
            throw failure.WhileOpening(error.Cause, attempts);
        }
    }

    private async ValueTask TryAsync(RetryBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            await plan.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (ledger is not null)
            {
                await _timeLimit.ExecuteAsync(async token => await ClaimAsync(ledger, token).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not SchemaMismatchException && !cancellationToken.IsCancellationRequested)
        {
            source.LearnFrom(error);
            WriteErrorKind kind = WriteErrorClassifier.Classify(error);
            if (kind == WriteErrorKind.Schema)
            {
                // Somebody has dropped the ledger: whoever opens next looks for it again.
                plan.Forget();
            }

            bool canRetry = kind == WriteErrorKind.Transient && budget.IsLeft;
            throw new FlushAttemptException(error, kind, isOutcomeUnknown: false, canRetry);
        }
    }

    private async ValueTask ClaimAsync(PartitionLedger claimed, CancellationToken cancellationToken)
    {
        PooledConnection connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.UseAsync(() => claimed.ClaimAsync(connection, plan.Current.Mapping.Table.Name, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    private void OnRetry(FlushAttemptException error, int retriesBefore, TimeSpan delay) => logger.OpenRetrying(
        options.Table,
        delay.TotalMilliseconds,
        retriesBefore + 1,
        options.MaxRetryAttempts,
        failure.Reason(error.Cause),
        context.Partition,
        context.Epoch);
}
