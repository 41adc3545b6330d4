using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTestApp;

/// <summary>A stream that goes on until somebody stops it.</summary>
internal static class EndlessJob
{
    private const int ExitCodeOfOwnHandler = 7;

    public static int Run(string output, bool ownHandler)
    {
        SparkSession spark = SparkSession.Builder().AppName("endless").Config("spark.ui.enabled", false).GetOrCreate();
        StreamingQuery query = spark
            .ReadStream()
            .Format("rate")
            .Option("rowsPerSecond", 100)
            .Load()
            .Select("value")
            .WriteStream()
            .Foreach(new FolderWriter(output))
            .Option("checkpointLocation", Path.Combine(output, ".checkpoint"))
            .Start();
        if (ownHandler)
        {
            Console.CancelKeyPress += (_, key) =>
            {
                key.Cancel = true;
                query.Stop();
            };
        }

        Console.WriteLine("STARTED");
        query.AwaitTermination();
        Console.WriteLine("STOPPED");
        spark.Stop();
        return ExitCodeOfOwnHandler;
    }
}
