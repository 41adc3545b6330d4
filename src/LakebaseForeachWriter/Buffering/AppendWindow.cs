namespace Lakebase.Buffering;

/// <summary>The right to append rows to a batch until it has <see cref="RowLimit"/> rows; then the loop is asked for the next
/// window.</summary>
/// <param name="Batch">The batch; the caller owns it until it asks for the next window or ends appending.</param>
/// <param name="RowLimit">The batch's count of complete rows at which this window is used up.</param>
internal readonly record struct AppendWindow(RowBatch Batch, int RowLimit);
