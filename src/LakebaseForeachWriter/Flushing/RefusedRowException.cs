namespace Lakebase.Flushing;

/// <summary>A row that its table refuses, found, and nowhere to put it.</summary>
/// <param name="refusal">What the server, or a rule of ours, says.</param>
/// <param name="rowNumber">The row's place in its partition and epoch, from 1 on.</param>
/// <param name="deadLetters">How many rows of the epoch were put aside before it.</param>
internal sealed class RefusedRowException(Exception refusal, long rowNumber, int deadLetters) : Exception(refusal.Message, refusal)
{
    /// <summary>What the server, or a rule of ours, says.</summary>
    public Exception Refusal { get; } = refusal;

    /// <summary>The row's place in its partition and epoch, from 1 on.</summary>
    public long RowNumber { get; } = rowNumber;

    /// <summary>How many rows of the epoch were put aside before it.</summary>
    public int DeadLetters { get; } = deadLetters;
}
