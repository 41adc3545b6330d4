namespace Lakebase;

/// <summary>
/// The database could not be reached, or did not take a batch. The message says what happened to which table and what to do; it never
/// holds values of rows.
/// </summary>
public sealed class LakebaseWriteException : Exception
{
    internal LakebaseWriteException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>The table as the options name it.</summary>
    public string Table { get; internal init; } = "";

    /// <summary>How rows were being written.</summary>
    public WriteMode Mode { get; internal init; }

    /// <summary>Spark's partition.</summary>
    public long Partition { get; internal init; }

    /// <summary>Spark's epoch (batch id).</summary>
    public long Epoch { get; internal init; }

    /// <summary>Rows in the batch that failed; 0 if it happened before there was one.</summary>
    public int RowsInBatch { get; internal init; }

    /// <summary>How often the batch was tried.</summary>
    public int Attempts { get; internal init; }

    /// <summary>Whether the same attempt may well succeed later: the connection, not the data, was at fault.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>
    /// Whether the batch may have been committed although this exception says that it failed: the connection was lost between the commit
    /// and its acknowledgement, and rows may be written twice when Spark runs the epoch again.
    /// </summary>
    public bool IsOutcomeUnknown { get; internal init; }

    /// <summary>PostgreSQL's five-character error code, or null if the server did not answer.</summary>
    public string? SqlState { get; internal init; }
}
