using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTestApp;

/// <summary>Programs that do not end well.</summary>
internal static class FailingJobs
{
    public static int Throw()
    {
        StartSpark();
        throw new InvalidOperationException("Nobody catches this.");
    }

    public static int Exit(int code)
    {
        StartSpark();
        return code; // Without stopping the session, as many programs do.
    }

    public static int FailInWriter(string input)
    {
        SparkSession spark = StartSpark();
        StreamingQuery query = spark
            .ReadStream()
            .Text(input)
            .WriteStream()
            .Foreach(new ThrowingWriter())
            .Trigger(Trigger.AvailableNow())
            .Start();
        query.AwaitTermination();
        return 0;
    }

    private static SparkSession StartSpark() =>
        SparkSession.Builder().AppName("failing").Config("spark.ui.enabled", false).GetOrCreate();

    [Serializable]
    private sealed class ThrowingWriter : IForeachWriter
    {
        public bool Open(long partitionId, long epochId) => true;

        public void Process(Row value) => throw new InvalidOperationException("The writer is out of ink.");

        public void Close(Exception? errorOrNull)
        {
        }
    }
}
