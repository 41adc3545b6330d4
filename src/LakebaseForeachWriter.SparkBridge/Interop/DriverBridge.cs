using System.Collections;
using Microsoft.Spark.Launch;

namespace Microsoft.Spark.Interop;

/// <summary>The static methods of our own jar in the driver JVM (docs/protocol.md §2).</summary>
internal static class DriverBridge
{
    public const string JavaClass = "lakebase.spark.DriverBridge";

    /// <summary>A DataStreamWriter over the frame with the .NET writer set.</summary>
    public static JvmObject Foreach(JvmObject dataset, byte[] payload, IDictionary settings) =>
        dataset.Gateway.CallStaticObject(JavaClass, "foreach", dataset, payload, settings);

    /// <summary>Runs the .NET writer over every partition of the frame; returns when all have closed.</summary>
    public static void ForeachPartition(JvmObject dataset, byte[] payload, IDictionary settings) =>
        dataset.Gateway.CallStatic(JavaClass, "foreachPartition", dataset, payload, settings);

    /// <summary>A queue of the frame's micro-batches.</summary>
    public static JvmObject ForeachBatch(JvmObject dataset) => dataset.Gateway.CallStaticObject(JavaClass, "foreachBatch", dataset);

    /// <summary>A cursor over the frame's rows.</summary>
    public static JvmObject Collect(JvmObject dataset) => dataset.Gateway.CallStaticObject(JavaClass, "collect", dataset);

    /// <summary>A frame of the given rows.</summary>
    public static JvmObject CreateDataFrame(JvmObject session, byte[] rows, string schemaJson) =>
        SparkDriver.Gateway.CallStaticObject(JavaClass, "createDataFrame", session, rows, schemaJson);
}
