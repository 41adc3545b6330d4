using Microsoft.Spark.Launch;

namespace Microsoft.Spark.Sql.Expressions;

/// <summary>Starts a window definition.</summary>
public static class Window
{
    private const string JavaClass = "org.apache.spark.sql.expressions.Window";

    /// <summary>The current row.</summary>
    public static long CurrentRow => 0;

    /// <summary>The first row of the partition.</summary>
    public static long UnboundedPreceding => long.MinValue;

    /// <summary>The last row of the partition.</summary>
    public static long UnboundedFollowing => long.MaxValue;

    /// <summary>Partitions by columns.</summary>
    public static WindowSpec PartitionBy(string colName, params string[] colNames) => Spec("partitionBy", colName, colNames);

    /// <summary>Partitions by expressions.</summary>
    public static WindowSpec PartitionBy(params Column[] columns) => Spec("partitionBy", [columns]);

    /// <summary>Orders by columns.</summary>
    public static WindowSpec OrderBy(string colName, params string[] colNames) => Spec("orderBy", colName, colNames);

    /// <summary>Orders by expressions.</summary>
    public static WindowSpec OrderBy(params Column[] columns) => Spec("orderBy", [columns]);

    /// <summary>A frame in rows around the current one.</summary>
    public static WindowSpec RowsBetween(long start, long end) => Spec("rowsBetween", start, end);

    /// <summary>A frame in values around the current one.</summary>
    public static WindowSpec RangeBetween(long start, long end) => Spec("rangeBetween", start, end);

    private static WindowSpec Spec(string method, params ReadOnlySpan<object?> arguments) =>
        new(SparkDriver.Gateway.CallStaticObject(JavaClass, method, arguments));
}
