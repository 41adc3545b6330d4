using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

/// <summary>
/// What a C# program on Spark can rely on. Every promise is kept on every supported version; the parts of this class are its topics.
/// </summary>
public abstract partial class SparkSuite : IDisposable
{
    /// <summary>Far longer than anything takes on a busy machine, and far shorter than a hang.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly SparkFixture _spark;
    private readonly PostgresFixture _postgres;
    private readonly TemporaryFolder _folder = new();
    private int _files;

    protected SparkSuite(SparkFixture spark, PostgresFixture postgres)
    {
        spark.Require();
        _spark = spark;
        _postgres = postgres;
    }

    private SparkSession Session => _spark.Session;

    public void Dispose()
    {
        foreach (StreamingQuery query in Session.Streams().Active())
        {
            query.Stop();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a file to the stream <see cref="Lines"/>: an epoch of its own, one partition.</summary>
    private void AddLines(params string[] lines)
    {
        string written = _folder[$"lines-{++_files}"];
        File.WriteAllLines(written, lines);
        File.SetLastWriteTimeUtc(written, DateTime.UnixEpoch.AddDays(1).AddMinutes(_files)); // Spark takes the oldest file first.
        File.Move(written, Path.Combine(_folder.CreateFolder("lines"), $"{_files:D4}.txt"));
    }

    /// <summary>The added lines as a stream with the text column <c>value</c>.</summary>
    private DataFrame Lines(int filesPerEpoch = 1, SparkSession? session = null)
    {
        string folder = _folder.CreateFolder("lines");
        return (session ?? Session).ReadStream().Option("maxFilesPerTrigger", filesPerEpoch).Text(folder);
    }

    /// <summary>The rows of a batch query as a stream of one epoch and one partition.</summary>
    private DataFrame StreamOf(string select, SparkSession? session = null)
    {
        AddLines("one");
        Lines(session: session).CreateOrReplaceTempView("one_line");
        return (session ?? Session).Sql($"SELECT rows.* FROM one_line CROSS JOIN ({select}) AS rows");
    }

    private Recording NewRecording(string name = "recording") => new(_folder.CreateFolder(name));

    private DataStreamWriter WriterOf(DataFrame frame, IForeachWriter writer) =>
        frame.WriteStream().Foreach(writer).Option("checkpointLocation", _folder["checkpoint"]);

    /// <summary>Starts a query on the test's own checkpoint that ends when all lines are done.</summary>
    private StreamingQuery Start(DataFrame frame, IForeachWriter writer) => WriterOf(frame, writer).Trigger(Trigger.AvailableNow()).Start();

    /// <summary>Runs a query until all lines are done.</summary>
    private void Run(DataFrame frame, IForeachWriter writer) => AwaitEnd(Start(frame, writer));

    private static void AwaitEnd(StreamingQuery query) =>
        Assert.True(query.AwaitTermination((long)Deadline.TotalMilliseconds), "The query did not end in time.");

    /// <summary>Awaits the failure of a query.</summary>
    private static StreamingQueryException AwaitFailure(StreamingQuery query) =>
        Assert.Throws<StreamingQueryException>(() => AwaitEnd(query));
}
