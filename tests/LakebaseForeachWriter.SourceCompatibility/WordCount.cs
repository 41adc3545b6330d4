using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using static Microsoft.Spark.Sql.Functions;

namespace SourceCompatibility
{
    /// <summary>Counts the words that arrive on a socket, printed after every batch.</summary>
    internal static class WordCount
    {
        public static void Run(string host, int port)
        {
            SparkSession spark = SparkSession
                .Builder()
                .AppName("Words from a socket")
                .Config("spark.sql.shuffle.partitions", 2)
                .Config("spark.ui.enabled", false)
                .GetOrCreate();
            spark.SparkContext.SetLogLevel("WARN");

            DataFrame lines = spark
                .ReadStream()
                .Format("socket")
                .Option("host", host)
                .Option("port", port)
                .Load();

            DataFrame words = lines.Select(Explode(Split(lines["value"], " ")).Alias("word"));
            DataFrame counts = words
                .Filter(Col("word").NotEqual("").And(Length(Col("word")).Gt(2)))
                .GroupBy("word")
                .Count()
                .OrderBy(Desc("count"));

            StreamingQuery query = counts
                .WriteStream()
                .OutputMode(OutputMode.Complete)
                .Format("console")
                .Option("truncate", false)
                .Start();

            query.AwaitTermination();
        }
    }
}
