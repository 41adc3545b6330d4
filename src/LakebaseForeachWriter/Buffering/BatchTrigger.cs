namespace Lakebase.Buffering;

/// <summary>Decides when a batch is full. Pure arithmetic.</summary>
/// <remarks>
/// The append path compares one integer per row: the batch's rows with <see cref="NextCheck"/>. For narrow rows that is soon the batch
/// size itself; for wide rows it is estimated from the rows so far, so that a batch ends near its limit of bytes as well.
/// </remarks>
internal sealed class BatchTrigger(int maxRows, long maxBytes)
{
    /// <summary>Rows per batch at most.</summary>
    public int MaxRows { get; } = maxRows;

    /// <summary>Bytes after which a batch takes no further row.</summary>
    public long MaxBytes { get; } = maxBytes;

    /// <summary>Whether the batch takes no further row.</summary>
    public bool IsFull(int rows, long bytes) => rows >= MaxRows || bytes >= MaxBytes;

    /// <summary>The count of rows, above the current one, at which to ask again whether the batch is full.</summary>
    public int NextCheck(int rows, long bytes)
    {
        if (rows == 0)
        {
            return 1;
        }

        // As many rows as fit if the next ones are like those before, but at most as many as there are: rows may get wider.
        long bytesPerRow = Math.Max(1, bytes / rows);
        long fitting = Math.Max(1, (MaxBytes - bytes) / bytesPerRow);
        return (int)Math.Min(MaxRows, rows + Math.Min(fitting, rows));
    }
}
