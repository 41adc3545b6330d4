using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Microsoft.Spark.Sql.Types;
using static Microsoft.Spark.Sql.Functions;

namespace SourceCompatibility
{
    /// <summary>Clicks from a broker as JSON: parsed, cleaned, joined with a table of users and rolled up per user and hour.</summary>
    internal static class SessionAnalysis
    {
        private static readonly StructType s_click = new StructType(new[]
        {
            new StructField("user", new StringType()),
            new StructField("at", new TimestampType(), isNullable: false),
            new StructField("page", new StringType()),
            new StructField("tags", new ArrayType(new StringType(), containsNull: false)),
            new StructField("timings", new MapType(new StringType(), new DoubleType())),
            new StructField("price", new DecimalType(12, 2)),
            new StructField("device", new StructType(new[]
            {
                new StructField("os", new StringType()),
                new StructField("width", new ShortType()),
                new StructField("touch", new BooleanType()),
            })),
        });

        public static StreamingQuery Start(string servers, string topic, string checkpoint)
        {
            SparkSession spark = SparkSession.Builder().AppName("sessions").GetOrCreate();

            DataFrame clicks = spark
                .ReadStream()
                .Format("kafka")
                .Option("kafka.bootstrap.servers", servers)
                .Option("subscribe", topic)
                .Option("startingOffsets", "earliest")
                .Option("maxOffsetsPerTrigger", 10_000L)
                .Load()
                .SelectExpr("CAST(value AS STRING)", "timestamp AS received")
                .Select(FromJson(Col("value"), s_click.Json).Alias("click"), Col("received"))
                .Select("click.*", "received")
                .Where("user IS NOT NULL")
                .Where(Col("page").NotEqual("/health"));

            DataFrame cleaned = clicks
                .WithColumn("path", RegexpReplace(Lower(Trim(Col("page"))), "/+$", ""))
                .WithColumn("domain", RegexpExtract(Col("page"), "https?://([^/]+)", 1))
                .WithColumn("hour", DateFormat(Col("at"), "yyyy-MM-dd HH"))
                .WithColumn("kind", When(Col("price").Gt(0), "sale").When(Col("device.touch"), "touch").Otherwise("view"))
                .WithColumn("price", Coalesce(Col("price"), Lit(0)))
                .WithColumn("first_tag", Col("tags").GetItem(0))
                .WithColumn("load", Col("timings").GetItem("load").Cast("double"))
                .WithColumn("id", Sha2(ConcatWs("|", Col("user"), Col("at"), Col("page")), 256))
                .WithColumn("late", UnixTimestamp(Col("received")) - UnixTimestamp(Col("at")) > 60)
                .DropDuplicates("id", "user");

            DataFrame users = spark.Read().Option("header", true).Option("inferSchema", true).Csv("users.csv");
            users.CreateOrReplaceTempView("users");
            DataFrame countries = spark.Sql("SELECT name, country FROM users");

            DataFrame sessions = cleaned
                .WithWatermark("at", "1 hour")
                .Join(countries, cleaned["user"] == countries["name"], "left_outer")
                .GroupBy(Col("user"), Col("country"), Window(Col("at"), "1 hour"))
                .Agg(
                    Count("path").Alias("views"),
                    Sum("price").Alias("spent"),
                    Avg(Col("load")).Alias("load"),
                    Max(Round(Col("load"), 2)).Alias("slowest"),
                    CountDistinct("path").Alias("paths"))
                .Select(
                    Col("user"),
                    Expr("coalesce(country, '??')").As("country"),
                    Column("window").GetField("start").As("start"),
                    Struct("views", "spent").As("sums"),
                    ToJson(Struct(Col("views"), Col("slowest"))).As("json"),
                    CurrentTimestamp().As("written"));

            return sessions
                .WriteStream()
                .OutputMode(OutputMode.Append)
                .Format("parquet")
                .PartitionBy("country")
                .Option("checkpointLocation", checkpoint)
                .Trigger(Trigger.ProcessingTime(60_000))
                .Start("sessions.parquet");
        }
    }
}
