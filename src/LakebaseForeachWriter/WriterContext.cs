namespace Lakebase;

/// <summary>Whose rows a <see cref="LakebaseWriter"/> writes. Immutable.</summary>
internal sealed record WriterContext
{
    /// <summary>Spark's id of the query; empty outside of Spark.</summary>
    public string QueryId { get; init; } = "";

    /// <summary>The query's id, or another one where there is none.</summary>
    public string QueryIdOr(string otherwise) => QueryId.Length > 0 ? QueryId : otherwise;

    /// <summary>The query's name, empty if it has none.</summary>
    public string QueryName { get; init; } = "";

    /// <summary>What a log calls the query.</summary>
    public string QueryTitle => (QueryName, QueryId) switch
    {
        ({ Length: > 0 } name, _) => name,
        (_, { Length: > 0 } id) => id,
        _ => "(without id)",
    };

    /// <summary>Spark's partition.</summary>
    public long Partition { get; init; }

    /// <summary>Spark's epoch (batch id).</summary>
    public long Epoch { get; init; }

    /// <summary>Which attempt of the task this is, from 0.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// Called once, from a background thread, as soon as a batch has failed for good; the same exception follows from the next append and
    /// from completion. Must not block or throw. Default: none.
    /// </summary>
    public Action<Exception>? OnFailure { get; init; }
}
