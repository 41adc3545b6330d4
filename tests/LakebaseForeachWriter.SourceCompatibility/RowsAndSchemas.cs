using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Newtonsoft.Json.Linq;
using static Microsoft.Spark.Sql.Functions;

namespace SourceCompatibility
{
    /// <summary>Schemas by hand and from JSON, frames from rows, values out of rows.</summary>
    internal static class RowsAndSchemas
    {
        public static void Run(SparkSession spark)
        {
            var schema = new StructType(new List<StructField>
            {
                new StructField("name", new StringType()),
                new StructField("age", new IntegerType(), isNullable: false),
                new StructField("born", new DateType()),
                new StructField("seen", new TimestampType()),
                new StructField("raw", new BinaryType()),
                new StructField("score", new FloatType(), true, new JObject { { "unit", "points" } }),
                new StructField("small", new ByteType()),
                new StructField("big", new LongType()),
                new StructField("nothing", new NullType()),
            });

            var rows = new List<GenericRow>
            {
                new GenericRow(new object[]
                {
                    "Ada", 36, new Date(1815, 12, 10), new Timestamp(new DateTime(1843, 9, 1, 0, 0, 0, DateTimeKind.Utc)), new byte[] { 1 }, 1.5f, (sbyte)1, 2L, null,
                }),
                new GenericRow(new object[] { null, 0, null, null, null, null, null, null, null }),
            };

            DataFrame frame = spark.CreateDataFrame(rows, schema);
            DataFrame numbers = spark.CreateDataFrame(new[] { 1, 2, 3 });
            DataFrame names = spark.CreateDataFrame(new[] { "a", "b" });
            frame.PrintSchema();

            StructType read = frame.Schema();
            foreach (StructField field in read.Fields)
            {
                Console.WriteLine($"{field.Name} {field.DataType.TypeName} {field.DataType.SimpleString} {field.IsNullable}");
            }

            var again = (StructType)DataType.ParseDataType(read.Json);
            Console.WriteLine(again.SimpleString == read.SimpleString);

            Row first = frame.Collect().First();
            Console.WriteLine(first.GetAs<Date>("born").ToDateTime().Year);
            Console.WriteLine(first.GetAs<Timestamp>(3).ToDateTime());
            Console.WriteLine(string.Join(",", first.Values.Select(value => value ?? "null")));
            Console.WriteLine(first.Schema.Fields.Count + first.Size());
            Row fromGeneric = rows[0];
            Console.WriteLine(fromGeneric);

            DataFrame range = spark.Range(0, 100, 5, 2).Union(spark.Range(3)).Distinct().Repartition(2).Coalesce(1).Limit(7);
            Console.WriteLine($"{range.Count()} {numbers.IsStreaming()} {string.Join(",", names.Columns())}");
            range.Sort(Col("id").Desc()).Filter(Col("id").Between(3, 50)).Cache().Show();

            spark.Conf().Set("spark.sql.session.timeZone", "UTC");
            Console.WriteLine(spark.Conf().Get("spark.sql.session.timeZone", "?"));
            SparkSession other = spark.NewSession();
            Console.WriteLine($"{spark.Version()} {other.SparkContext.DefaultParallelism} {SparkSession.GetActiveSession() == null}");
        }
    }
}
