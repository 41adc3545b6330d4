namespace Lakebase.SyncedTables;

/// <summary>What holds for all synced tables of an application.</summary>
public sealed class SyncedTablesOptions
{
    /// <summary>The schema for states and figures, and for what runs need for a while. Default: <c>lakebase_sync</c>. Letters, digits and
    /// underscores, at most 20 of them.</summary>
    public string MetadataSchema { get; set; } = "lakebase_sync";

    /// <summary>
    /// Connections of the whole application to the database, executors included, 4 … 1,000. Default: 16. A quarter, at most four, is the
    /// driver's; the rest is shared by the executors.
    /// </summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>How often a run is begun anew after an error that can pass by itself, 0 … 100; while a table is kept up to date
    /// continuously there is no limit. Default: 5.</summary>
    public int MaxRetryAttempts { get; set; } = 5;

    /// <summary>Wait before the first retry, 1 ms … 1 minute; each further one is twice as long. Default: 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two tries, up to 10 minutes. Default: 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    internal void ThrowIfInvalid()
    {
        List<string> problems = [];
        bool isName = MetadataSchema.Length is > 0 and <= 20 && MetadataSchema.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName)
        {
            problems.Add($"MetadataSchema '{MetadataSchema}' must consist of letters, digits and underscores, at most 20 of them.");
        }

        if (MaxConnections is < 4 or > 1_000)
        {
            problems.Add($"MaxConnections is {MaxConnections}; it must lie between 4 and 1000.");
        }

        if (MaxRetryAttempts is < 0 or > 100)
        {
            problems.Add($"MaxRetryAttempts is {MaxRetryAttempts}; it must lie between 0 and 100.");
        }

        if (RetryDelay < TimeSpan.FromMilliseconds(1) || RetryDelay > TimeSpan.FromMinutes(1))
        {
            problems.Add($"RetryDelay is {RetryDelay}; it must lie between 1 ms and 1 minute.");
        }

        if (MaxRetryDelay < RetryDelay || MaxRetryDelay > TimeSpan.FromMinutes(10))
        {
            problems.Add($"MaxRetryDelay is {MaxRetryDelay}; it must lie between RetryDelay and 10 minutes.");
        }

        if (problems.Count > 0)
        {
            throw new SyncedTableDefinitionException("The options", problems);
        }
    }

    internal SyncedTablesOptions Clone() => (SyncedTablesOptions)MemberwiseClone();
}
