// Microsoft.Spark carries no nullability annotations; code written against it must not meet warnings here.
#nullable disable annotations
namespace Microsoft.Spark.Sql;

/// <summary>
/// Writes the rows of a streaming query, or of a batch, to a place of the user's choice.
/// </summary>
/// <remarks>
/// <para>The object given to <c>Foreach</c> or <c>ForeachPartition</c> is copied, field by field, to the worker processes of the executors; the class and every class
/// it holds must be marked <see cref="SerializableAttribute"/>, and no constructor runs there. Connections and other resources belong in
/// <see cref="Open"/>, in fields marked <see cref="NonSerializedAttribute"/>.</para>
/// <para>Each partition of each epoch gets a copy of its own, and one thread calls it: <see cref="Open"/> once; if that returned true,
/// <see cref="Process"/> once per row, then <see cref="Close"/>. <see cref="Close"/> is not called when <see cref="Open"/> threw or
/// returned false, nor when the process dies.</para>
/// </remarks>
public interface IForeachWriter
{
    /// <summary>Starts a partition of an epoch. It may block.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="epochId">The epoch (the batch of a micro-batch query, the run of a batch).</param>
    /// <returns>False to skip the partition on purpose.</returns>
    bool Open(long partitionId, long epochId);

    /// <summary>Takes one row. While it blocks, Spark waits.</summary>
    /// <param name="value">The row; it may be kept.</param>
    void Process(Row value);

    /// <summary>Ends the partition. When it returns without an exception, Spark counts the partition's rows as written.</summary>
    /// <param name="errorOrNull">Why the partition failed or was aborted, or null.</param>
    void Close(Exception errorOrNull);
}
