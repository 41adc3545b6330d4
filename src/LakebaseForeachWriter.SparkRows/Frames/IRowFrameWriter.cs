using Microsoft.Spark.Sql.Types;

namespace Lakebase.SparkRows.Frames;

/// <summary>A writer that takes rows in the encoding of docs/protocol.md §4 instead of one <see cref="Microsoft.Spark.Sql.Row"/> each.</summary>
internal interface IRowFrameWriter
{
    /// <summary>Takes the rows of one frame, in place of as many calls of Process. It may block.</summary>
    /// <param name="schema">The task's schema: the same object in every call of a task.</param>
    /// <param name="rows">The encoded rows; valid only during the call.</param>
    /// <param name="count">The number of rows.</param>
    void ProcessRows(StructType schema, ReadOnlySpan<byte> rows, int count);
}
