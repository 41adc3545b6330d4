using System;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using static Microsoft.Spark.Sql.Functions;

namespace SourceCompatibility
{
    /// <summary>Words per sliding window, late ones dropped after ten minutes.</summary>
    internal static class WindowedWordCount
    {
        public static StreamingQuery Start(SparkSession spark, string host, int port, int windowSeconds, int slideSeconds)
        {
            if (slideSeconds > windowSeconds)
            {
                throw new ArgumentException("The slide may not be longer than the window.");
            }

            var window = $"{windowSeconds} seconds";
            var slide = $"{slideSeconds} seconds";

            DataFrame lines = spark
                .ReadStream()
                .Format("socket")
                .Option("host", host)
                .Option("port", port)
                .Option("includeTimestamp", true)
                .Load();

            DataFrame words = lines
                .Select(Explode(Split(lines["value"], " ")).Alias("word"), lines["timestamp"])
                .WithWatermark("timestamp", "10 minutes");

            DataFrame counts = words
                .GroupBy(Window(words["timestamp"], window, slide), words["word"])
                .Agg(Count(Lit(1)).As("n"), Min("timestamp").As("first"), Max(Col("timestamp")).As("last"))
                .Select(Col("window.start"), Col("window.end"), Col("word"), Col("n"), Col("first"), Col("last"));

            return counts
                .WriteStream()
                .QueryName("windows")
                .OutputMode("update")
                .Format("console")
                .Trigger(Trigger.ProcessingTime("5 seconds"))
                .Start();
        }
    }
}
