using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Lakebase.Resilience;

/// <summary>The retry loop and the time limit of one try, as Polly pipelines.</summary>
internal static class RetryPipeline
{
    /// <summary>Tries again, after a growing wait, what threw a <see cref="FlushAttemptException"/> that allows it.</summary>
    /// <param name="options">Attempts and waits.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="random">The jitter: a number from 0 (included) to 1 (excluded).</param>
    /// <param name="onRetry">Told before each wait: the failure, retries made so far, the wait.</param>
    public static ResiliencePipeline Create(
        LakebaseWriterOptions options, TimeProvider time, Func<double> random, Action<FlushAttemptException, int, TimeSpan> onRetry)
    {
        if (options.MaxRetryAttempts == 0)
        {
            return ResiliencePipeline.Empty;
        }

        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetryAttempts,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is FlushAttemptException { CanRetry: true }),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments, options, random)),
                OnRetry = arguments =>
                {
                    onRetry((FlushAttemptException)arguments.Outcome.Exception!, arguments.AttemptNumber, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Ends a try that takes longer than the limit, by cancelling its token, with a
    /// <see cref="TimeoutRejectedException"/>.</summary>
    public static ResiliencePipeline CreateTimeLimit(TimeSpan limit, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(limit).Build();

    // What the session lost is made again by the next try itself, and an altered table read anew: there is nothing to wait for.
    private static TimeSpan Delay(RetryDelayGeneratorArguments<object> arguments, LakebaseWriterOptions options, Func<double> random) =>
        arguments.Outcome.Exception is FlushAttemptException { Kind: WriteErrorKind.LostSessionState or WriteErrorKind.Schema }
            ? TimeSpan.Zero
            : RetryDelays.Next(arguments.AttemptNumber, options.RetryDelay, options.MaxRetryDelay, random());
}
