namespace Lakebase.Resilience;

/// <summary>One try to write a batch failed: what that means for the next one. Stays inside the retry loop.</summary>
/// <param name="cause">The error.</param>
/// <param name="kind">What can be done about it.</param>
/// <param name="isOutcomeUnknown">Whether the batch may be committed all the same.</param>
/// <param name="canRetry">Whether the batch may be written again.</param>
internal sealed class FlushAttemptException(Exception cause, WriteErrorKind kind, bool isOutcomeUnknown, bool canRetry)
    : Exception(cause.Message, cause)
{
    /// <summary>The error.</summary>
    public Exception Cause { get; } = cause;

    /// <summary>What can be done about it.</summary>
    public WriteErrorKind Kind { get; } = kind;

    /// <summary>Whether the batch may be committed all the same.</summary>
    public bool IsOutcomeUnknown { get; } = isOutcomeUnknown;

    /// <summary>Whether the batch may be written again.</summary>
    public bool CanRetry { get; } = canRetry;
}
