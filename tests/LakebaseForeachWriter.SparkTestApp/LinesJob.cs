using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTestApp;

/// <summary>Streams a folder of text files into <see cref="FolderWriter"/>s and ends.</summary>
internal static class LinesJob
{
    public static int Run(string input, string output)
    {
        SparkSession spark = SparkSession.Builder().AppName("lines").Config("spark.ui.enabled", false).GetOrCreate();
        DataFrame lines = spark.ReadStream().Option("maxFilesPerTrigger", 4).Text(input);
        StreamingQuery query = lines
            .WriteStream()
            .Foreach(new FolderWriter(output))
            .Option("checkpointLocation", Path.Combine(output, ".checkpoint"))
            .Trigger(Trigger.AvailableNow())
            .Start();
        query.AwaitTermination();
        Console.WriteLine($"DONE on {spark.Version()} with {spark.Conf().Get("spark.master")}");
        spark.Stop();
        return 0;
    }
}
