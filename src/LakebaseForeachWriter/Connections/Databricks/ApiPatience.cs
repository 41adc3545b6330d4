namespace Lakebase.Connections.Databricks;

/// <summary>How long the REST client waits and how often it asks again. Immutable.</summary>
internal sealed record ApiPatience
{
    /// <summary>What production uses.</summary>
    public static ApiPatience Default { get; } = new();

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further requests after one that failed for a reason that can pass.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Wait before the first of them; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two, whatever <c>Retry-After</c> says: past it, the caller's own retries take over.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(20);
}
