using Lakebase.Buffering;

namespace Lakebase.Flushing;

/// <summary>Rows of a batch on their way into the table, and the statements that write them.</summary>
/// <param name="batch">The batch.</param>
/// <param name="rows">Which of its rows to write, in this order.</param>
internal sealed class FlushRequest(RowBatch batch, ReadOnlyMemory<int> rows)
{
    /// <summary>The batch.</summary>
    public RowBatch Batch { get; } = batch;

    /// <summary>Which of its rows to write, in this order.</summary>
    public ReadOnlyMemory<int> Rows { get; } = rows;

    /// <summary>The statements that write them; by default one for all of them.</summary>
    public IReadOnlyList<WriteStep> Steps { get; set; } = [WriteStep.Write(rows)];

    /// <summary>Rows of all steps.</summary>
    public int StepRows => Steps.Sum(step => step.Rows.Length);

    /// <summary>Whether nothing but these rows goes into the transaction, so that a single COPY may commit it.</summary>
    public bool CommitsAlone { get; init; }
}
