using System.Globalization;
using Lakebase.LocalServers;
using Lakebase.Spark;
using Lakebase.SparkTests.RealTime;
using Lakebase.TestSupport.Processes;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Npgsql;

namespace Lakebase.SparkTests;

// Kafka through real-time mode into PostgreSQL by upsert, while something is restarted: in the end the table holds the topic's own last
// record of every key, no more and no less. On one version: what is promised here is ours, and each takes its seconds.
public abstract partial class SparkSuite
{
    private const string RestartsVersion = "4.1.4";

    [Fact]
    public async Task RealTime_WorkerKilled_FailsTheQueryAndTheNextOneLosesNothing()
    {
        await using RealTimeRun run = await StartRealTimeAsync();
        run.AwaitProgress();

        Signal.Kill.Send(Assert.Single(_spark.Workers()).Id);

        Assert.Contains("137", AwaitFailure(run.Query).Message, StringComparison.Ordinal); // 128 + SIGKILL
        run.StartQuery();
        run.AssertTableIsTopic();
    }

    [Fact]
    public async Task RealTime_DatabaseKilledAndStartedAgain_GoesOnAndLosesNothing()
    {
        await using RealTimeRun run = await StartRealTimeAsync();
        run.AwaitProgress();

        await run.Database.KillAsync(TestContext.Current.CancellationToken);
        await run.Database.RestartAsync(TestContext.Current.CancellationToken);

        run.AssertTableIsTopic();
        Assert.True(run.Query.IsActive());
    }

    [Fact]
    public async Task RealTime_StoppedInMidBatchAndStartedFromItsCheckpoint_LosesNothing()
    {
        await using RealTimeRun run = await StartRealTimeAsync();
        run.AwaitProgress();

        run.Query.Stop();
        run.StartQuery();

        run.AssertTableIsTopic();
    }

    [Fact]
    public async Task RealTime_KafkaKilledAndStartedAgain_GoesOnAndLosesNothing()
    {
        await using RealTimeRun run = await StartRealTimeAsync();
        run.AwaitProgress();

        await run.Kafka.KillAsync();
        await run.Kafka.RestartAsync(TestContext.Current.CancellationToken);

        run.AssertTableIsTopic();
    }

    private async Task<RealTimeRun> StartRealTimeAsync()
    {
        Assert.SkipUnless(_spark.Version == RestartsVersion, $"Seen on {RestartsVersion}.");
        return await RealTimeRun.StartAsync(Session, _folder["checkpoint"]);
    }

    /// <summary>Kafka, PostgreSQL and a query between them, with numbers flowing.</summary>
    private sealed class RealTimeRun : IAsyncDisposable
    {
        private const string Table = "numbers";

        private readonly SparkSession _session;
        private readonly string _checkpoint;
        private readonly Topic _topic;
        private readonly SteadyProducer _producer;

        private RealTimeRun(SparkSession session, string checkpoint, PrivateKafka kafka, PrivatePostgres database, Topic topic)
        {
            (_session, _checkpoint, Kafka, Database, _topic) = (session, checkpoint, kafka, database, topic);
            _producer = new SteadyProducer(topic);
            Query = Start();
        }

        public PrivateKafka Kafka { get; }

        public PrivatePostgres Database { get; }

        public StreamingQuery Query { get; private set; }

        public static async Task<RealTimeRun> StartAsync(SparkSession session, string checkpoint)
        {
            PrivateKafka kafka = await RequiredKafka.StartAsync();
            PrivatePostgres database = await PrivatePostgres.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            return new RealTimeRun(session, checkpoint, kafka, database, await Topic.CreateAsync(kafka.BootstrapServers, Table, 2));
        }

        /// <summary>The same query again, from its checkpoint.</summary>
        public void StartQuery() => Query = Start();

        /// <summary>Waits until numbers arrive that were made after this call.</summary>
        public void AwaitProgress()
        {
            long before = LastNumber();
            Eventually.Holds(() => LastNumber() > before + 500, Deadline, "numbers in the table");
        }

        /// <summary>Lets numbers flow on for a while, and compares when they have ended.</summary>
        public void AssertTableIsTopic()
        {
            AwaitProgress();
            _producer.Stop();
            List<string> last = [.. _topic.ReadAll()
                .GroupBy(record => record.Key, (key, records) => $"{key}={records.Last().Value}")
                .Order(StringComparer.Ordinal)];
            Assert.NotEmpty(last);
            Eventually.IsEmpty(() => Rows().Except(last).Concat(last.Except(Rows())).ToList(), Deadline, "rows of table or topic alone");
            Assert.Equal(last, Rows());
        }

        public async ValueTask DisposeAsync()
        {
            if (Query.IsActive())
            {
                Query.Stop();
            }

            _producer.Dispose();
            _topic.Dispose();
            await Database.DisposeAsync();
            await Kafka.DisposeAsync();
        }

        private StreamingQuery Start()
        {
            DataFrame numbers = _session.ReadStream()
                .Format("kafka")
                .Option("kafka.bootstrap.servers", Kafka.BootstrapServers)
                .Option("subscribe", _topic.Name)
                .Option("startingOffsets", "earliest")
                .Load()
                .SelectExpr("CAST(key AS STRING) AS key", "CAST(CAST(value AS STRING) AS BIGINT) AS number");
            LakebaseForeachWriter writer = new(numbers.Schema(), new LakebaseWriterOptions
            {
                ConnectionString = Database.ConnectionString,
                Table = Table,
                Mode = WriteMode.Upsert,
                PrimaryKeys = ["key"],
                CreateTable = true,
                FlushMode = FlushMode.WhenIdle,
                MaxRetryAttempts = 20,
            });
            return numbers.WriteStream()
                .Foreach(writer)
                .OutputMode(OutputMode.Update)
                .Option("checkpointLocation", _checkpoint)
                .Trigger(Trigger.RealTime(TimeSpan.FromMinutes(5)))
                .Start();
        }

        private long LastNumber() => Read("SELECT coalesce(max(number), 0)::text FROM numbers")
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture))
            .FirstOrDefault();

        private List<string> Rows() => [.. Read("SELECT key || '=' || number FROM numbers").Order(StringComparer.Ordinal)];

        // Nothing while the database is away.
        private List<string> Read(string sql)
        {
            try
            {
                using NpgsqlConnection connection = new(Database.ConnectionString);
                connection.Open();
                using NpgsqlCommand select = new(sql, connection);
                using NpgsqlDataReader reader = select.ExecuteReader();
                List<string> texts = [];
                while (reader.Read())
                {
                    texts.Add(reader.GetString(0));
                }

                return texts;
            }
            catch (NpgsqlException)
            {
                return [];
            }
        }
    }
}
