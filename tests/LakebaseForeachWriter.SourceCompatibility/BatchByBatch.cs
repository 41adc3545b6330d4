using System;
using System.Collections.Generic;
using Microsoft.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Microsoft.Spark.Sql.Types;
using static Microsoft.Spark.Sql.Functions;

namespace SourceCompatibility
{
    /// <summary>ForeachBatch with a lambda and with a method, and a look at running queries.</summary>
    internal static class BatchByBatch
    {
        public static void Run(string input, string output)
        {
            SparkConf conf = new SparkConf().SetAppName("batches").SetMaster("local[2]").Set("spark.ui.enabled", "false");
            using (SparkSession spark = SparkSession.Builder().Config(conf).GetOrCreate())
            {
                DataFrame stream = spark
                    .ReadStream()
                    .Schema(new StructType(new[] { new StructField("value", new IntegerType()) }))
                    .Options(new Dictionary<string, string> { { "header", "true" }, { "maxFilesPerTrigger", "1" } })
                    .Csv(input);

                StreamingQuery byLambda = stream
                    .WriteStream()
                    .ForeachBatch((batch, id) => batch.Write().Mode(SaveMode.Append).Parquet($"{output}/{id}"))
                    .Option("checkpointLocation", output + "/checkpoint")
                    .Start();
                StreamingQuery byMethod = stream.WriteStream().ForeachBatch(Print).Start();

                foreach (StreamingQuery query in spark.Streams().Active())
                {
                    Console.WriteLine($"{query.Name} {query.Id} {query.RunId}");
                    query.Explain(true);
                }

                byLambda.ProcessAllAvailable();
                StreamingQuery found = spark.Streams().Get(byMethod.Id);
                found.Stop();
                spark.Streams().ResetTerminated();
                try
                {
                    spark.Streams().AwaitAnyTermination(10_000);
                }
                catch (StreamingQueryException exception)
                {
                    Console.WriteLine(exception.Message);
                }
                catch (JvmException exception)
                {
                    Console.WriteLine(exception);
                }

                StreamingQueryException failure = byLambda.Exception();
                Console.WriteLine(failure?.Message ?? "no failure");
                spark.Stop();
            }
        }

        private static void Print(DataFrame batch, long batchId)
        {
            batch = batch.WithColumn("batch", Lit(batchId)).WithColumnRenamed("value", "number").Drop("unused");
            batch.Show(10, 0, false);
            foreach (Row row in batch.Collect())
            {
                Console.WriteLine($"{row.Get("number")} {row.GetAs<long>("batch")}");
            }
        }
    }
}
