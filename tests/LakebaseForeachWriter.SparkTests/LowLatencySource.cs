using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests;

/// <summary>Spark's own in-memory source for real-time mode, with one partition of text (Spark 4.1 and later).</summary>
internal sealed class LowLatencySource
{
    private const string Package = "org.apache.spark.sql.execution.streaming.sources";

    private readonly JvmObject _stream;

    public LowLatencySource(SparkSession session)
    {
        JvmObject jvmSession = ((IJvmObjectProvider)session).Jvm;
        JvmGateway gateway = jvmSession.Gateway;
        JvmObject strings = gateway.CallStaticObject("org.apache.spark.sql.Encoders", "STRING");
        _stream = gateway.CallStaticObject($"{Package}.LowLatencyMemoryStream", "apply", jvmSession, 1, strings);
        Frame = new DataFrame(_stream.CallObject("toDF"));
    }

    /// <summary>The stream, with the column <c>value</c>.</summary>
    public DataFrame Frame { get; }

    public void Add(string value)
    {
        using JvmObject list = _stream.Gateway.Construct("java.util.ArrayList");
        list.Call("add", value);
        using JvmObject values = _stream.Gateway.CallStaticObject("scala.jdk.javaapi.CollectionConverters", "asScala", list);
        _stream.CallVoid("addData", values.CallObject("toSeq"));
    }
}
