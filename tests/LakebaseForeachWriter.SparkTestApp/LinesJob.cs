using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTestApp;

/// <summary>Streams a folder of text files into <see cref="FolderWriter"/>s.</summary>
internal static class LinesJob
{
    /// <summary>Those that are there; then it ends.</summary>
    public static int Run(string input, string output)
    {
        SparkSession spark = Stream(input, output, Trigger.AvailableNow());
        Console.WriteLine($"DONE on {spark.Version()} with {spark.Conf().Get("spark.master")}");
        spark.Stop();
        return 0;
    }

    /// <summary>Those that are there and those that come, until somebody stops it.</summary>
    public static int Follow(string input, string output)
    {
        Stream(input, output, Trigger.ProcessingTime(0));
        return 0;
    }

    private static SparkSession Stream(string input, string output, Trigger trigger)
    {
        SparkSession spark = SparkSession.Builder().AppName("lines").Config("spark.ui.enabled", false).GetOrCreate();
        DataFrame lines = spark.ReadStream().Option("maxFilesPerTrigger", 4).Text(input);
        StreamingQuery query = lines
            .WriteStream()
            .Foreach(new FolderWriter(output))
            .Option("checkpointLocation", Path.Combine(output, ".checkpoint"))
            .Trigger(trigger)
            .Start();
        query.AwaitTermination();
        return spark;
    }
}
