using Microsoft.Spark.Launch;

namespace Microsoft.Spark.Sql;

/// <summary>Spark's functions on columns. Meant for <c>using static Microsoft.Spark.Sql.Functions</c>.</summary>
/// <remarks>Every function forwards to Spark's own of the same name in <c>org.apache.spark.sql.functions</c>. Thread-safe.</remarks>
public static partial class Functions
{
    private const string JavaClass = "org.apache.spark.sql.functions";

    /// <summary>A column by its name.</summary>
    public static Column Col(string columnName) => Column(columnName);

    /// <summary>Marks a frame as small enough to be copied to every node in a join.</summary>
    public static DataFrame Broadcast(DataFrame df) => new(SparkDriver.Gateway.CallStaticObject(JavaClass, "broadcast", df));

    private static Column Apply(string function, params ReadOnlySpan<object?> arguments) =>
        new(SparkDriver.Gateway.CallStaticObject(JavaClass, function, arguments));
}
