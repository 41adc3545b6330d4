using Lakebase.Buffering;

namespace Lakebase.Flushing;

/// <summary>A batch on its way into the table, and what is known about its commit. One per try.</summary>
/// <param name="batch">The rows.</param>
/// <param name="rows">Which of them to write, in this order.</param>
/// <param name="timeLimit">How long the try may take.</param>
internal sealed class FlushRequest(RowBatch batch, ReadOnlyMemory<int> rows, TimeSpan timeLimit)
{
    /// <summary>The rows.</summary>
    public RowBatch Batch { get; } = batch;

    /// <summary>Which of them to write, in this order.</summary>
    public ReadOnlyMemory<int> Rows { get; } = rows;

    /// <summary>The statements that write them; by default one for all of them.</summary>
    public IReadOnlyList<WriteStep> Steps { get; set; } = [WriteStep.Write(rows)];

    /// <summary>Rows of all steps.</summary>
    public int StepRows => Steps.Sum(step => step.Rows.Length);

    /// <summary>Rows that the server says it inserted, updated or deleted; null where it does not say.</summary>
    public int? AffectedRows { get; set; }

    /// <summary>How long the try may take. Its token ends it; this is for what a token cannot end.</summary>
    public TimeSpan TimeLimit { get; } = timeLimit;

    /// <summary>
    /// Whether the message that commits may have reached the server. From then on a lost connection leaves open whether the rows are in
    /// the table; before it they certainly are not.
    /// </summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>Called by a strategy directly before it sends the message that commits.</summary>
    public void MarkCommitSent() => IsCommitSent = true;
}
