using Microsoft.Spark;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.UnitTests.SparkBridge;

public class StreamingQueryTests
{
    // Main saw the query's end and stopped Spark, while a Ctrl-C handler was still in Stop.
    [Fact]
    public void Stop_SparkStoppedMeanwhile_IsDone() => Stop(
        "java.lang.IllegalStateException", "Cannot call methods on a stopped SparkContext.\\nThis stopped SparkContext was created at:");

    [Fact]
    public void Stop_OtherFailure_Throws()
    {
        var failure = Assert.Throws<JvmException>(() => Stop("java.lang.IllegalStateException", "something else"));
        Assert.Equal("something else", failure.Message);
        Assert.Throws<JvmException>(() => Stop("java.lang.RuntimeException", "a stopped SparkContext"));
    }

    private static void Stop(string javaClass, string message)
    {
        using var server = new FakeGateway(command => command switch
        {
            "i Query" => "!yro0",
            "c o0 stop" => "!xro3",
            "p ro3" => $"!ys{javaClass}: {message}",
            "c o3 getMessage" => $"!ys{message}",
            "c o3 getClass" => "!yro4",
            "c o4 getName" => $"!ys{javaClass}",
            _ => "!yv",
        });
        using JvmGateway gateway = server.Connect();
        new StreamingQuery(gateway.Construct("Query")).Stop();
    }
}
