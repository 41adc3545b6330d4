using Microsoft.Spark;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.UnitTests.SparkBridge;

public class DotnetFailureTests
{
    private const string Quoted =
        "lakebase.spark.DotnetWriterException: relation \"t\" does not exist\n"
        + "<<<.NET exception Npgsql.PostgresException in partition 1, epoch 7\n"
        + "Npgsql.PostgresException: relation\n   at A.B()\n"
        + ".NET exception>>>\n\tat lakebase.spark.Task.run(Task.java:1)";

    [Fact]
    public void Find_QuotedInAStackTrace_HasMessagePlaceAndStack()
    {
        var failure = DotnetFailure.Find("org.apache.spark.SparkException: Job aborted: Lost task 0.0: " + Quoted);

        Assert.NotNull(failure);
        Assert.Equal("relation \"t\" does not exist", failure.Message);
        Assert.Equal("Npgsql.PostgresException in partition 1, epoch 7", failure.Where);
        Assert.Equal("Npgsql.PostgresException: relation\n   at A.B()", failure.StackTrace);
    }

    [Fact]
    public void Find_FirstQuotedInSparksOwnWords_TakesTheOneUnderTheClassName()
    {
        var failure = DotnetFailure.Find(Quoted.Replace("lakebase.spark.DotnetWriterException: ", "[ERROR] Reason: ") + "\nCaused by: " + Quoted);

        Assert.Equal("relation \"t\" does not exist", failure?.Message);
    }

    [Fact]
    public void Find_CutText_StillHasTheMessage() =>
        Assert.Equal("relation \"t\" does not exist", DotnetFailure.Find(Quoted[..120])?.Message);

    [Fact]
    public void Find_BatchFunction_NamesTheMicroBatchInsteadOfAPartition() =>
        Assert.Equal("X in micro-batch 3", DotnetFailure.Find("m\n<<<.NET exception X in partition -1, epoch 3\ns\n.NET exception>>>")?.Where);

    [Fact]
    public void Find_NoMarker_IsNull() => Assert.Null(DotnetFailure.Find("org.apache.spark.SparkException: out of memory"));

    [Fact]
    public void From_QueryFailedInTheWriter_BeginsWithTheWritersMessage()
    {
        var e = JvmException.From("org.apache.spark.sql.streaming.StreamingQueryException", "Query [id = 1] terminated", "Caused by: " + Quoted);

        Assert.IsType<StreamingQueryException>(e);
        Assert.StartsWith("relation \"t\" does not exist\n", e.Message, StringComparison.Ordinal);
        Assert.Contains("at A.B()", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("Query [id = 1] terminated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_OtherJavaException_KeepsItsMessageClassAndStack()
    {
        var e = JvmException.From("java.lang.IllegalStateException", "bad", "java.lang.IllegalStateException: bad\n\tat x");

        Assert.Equal("bad", e.Message);
        Assert.Equal("java.lang.IllegalStateException", e.JavaClass);
        Assert.Contains("\tat x", e.ToString(), StringComparison.Ordinal);
    }
}
