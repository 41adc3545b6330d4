using Microsoft.Spark.Sql.Streaming;

namespace Microsoft.Spark.Sql;

public sealed partial class DataFrame
{
    /// <summary>
    /// Hands every row to a writer, partition by partition, and returns when all partitions are closed: what <c>Foreach</c> is to a
    /// stream, for a batch. Runs a job and blocks as long as it takes; <see cref="SparkContext.CancelJobGroup"/> ends it within seconds.
    /// </summary>
    /// <remarks>
    /// <para>Each partition has a copy of the writer, as in <see cref="IForeachWriter"/>, an empty one too.
    /// <see cref="IForeachWriter.Open"/> gets the partition's number and, as its epoch, a number of this run: the same for all partitions
    /// and their attempts, another one in the next run (it is the driver's clock in milliseconds). <see cref="IForeachTaskAware"/> tells
    /// the run's id and which attempt this is.</para>
    /// <para>Rows arrive at least once: Spark tries a failed task again (<c>spark.task.maxFailures</c>; with a local master only one that
    /// says so, such as <c>local[2,4]</c>), from the partition's first row, and nothing takes back what the attempt before it has
    /// committed. Attempts of a partition follow each other, but run side by side with <c>spark.speculation</c>, or when an executor was
    /// given up that still works. A failed run leaves closed partitions as they are.</para>
    /// </remarks>
    /// <param name="writer">A <c>[Serializable]</c> object. Its fields are copied now; later changes do not count.</param>
    /// <exception cref="ArgumentException">
    /// The writer has a field that cannot be copied, or the frame a column whose type cannot be carried.
    /// </exception>
    /// <exception cref="JvmException">
    /// The job has failed or was cancelled. When the writer was the cause, the message begins with its own message and stack.
    /// </exception>
    /// <exception cref="Exception">What the writer found wrong before the job: see <see cref="IForeachPreflight"/>.</exception>
    public void ForeachPartition(IForeachWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ForeachSink.Run(this, writer);
    }
}
