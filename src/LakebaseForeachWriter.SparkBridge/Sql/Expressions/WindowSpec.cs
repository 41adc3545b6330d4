using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Expressions;

/// <summary>A window definition: partition, order and frame.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class WindowSpec : IJvmObjectProvider
{
    private readonly JvmObject _jvm;

    internal WindowSpec(JvmObject jvm) => _jvm = jvm;

    JvmObject IJvmObjectProvider.Jvm => _jvm;

    /// <summary>Partitions by columns.</summary>
    public WindowSpec PartitionBy(string colName, params string[] colNames) => Spec("partitionBy", colName, colNames);

    /// <summary>Partitions by expressions.</summary>
    public WindowSpec PartitionBy(params Column[] columns) => Spec("partitionBy", [columns]);

    /// <summary>Orders by columns.</summary>
    public WindowSpec OrderBy(string colName, params string[] colNames) => Spec("orderBy", colName, colNames);

    /// <summary>Orders by expressions.</summary>
    public WindowSpec OrderBy(params Column[] columns) => Spec("orderBy", [columns]);

    /// <summary>A frame in rows around the current one.</summary>
    public WindowSpec RowsBetween(long start, long end) => Spec("rowsBetween", start, end);

    /// <summary>A frame in values around the current one.</summary>
    public WindowSpec RangeBetween(long start, long end) => Spec("rangeBetween", start, end);

    private WindowSpec Spec(string method, params ReadOnlySpan<object?> arguments) => new(_jvm.CallObject(method, arguments));
}
