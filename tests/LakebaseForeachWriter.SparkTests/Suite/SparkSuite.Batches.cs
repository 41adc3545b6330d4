using System.Diagnostics;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SparkTests.Writers;
using Microsoft.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// Writers over batches: ForeachPartition by itself, and inside of ForeachBatch.
public abstract partial class SparkSuite
{
    /// <summary>For what must not wait until a blocked writer, or a row that is late, lets go by itself.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public void ForeachPartition_SomePartitionsEmpty_OpensFillsAndClosesEach()
    {
        Recording recording = NewRecording();
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        // The rows 0 and 1 in three partitions: the first one has none.
        Session.Range(0, 2, 1, 3).ForeachPartition(new RecordingWriter(recording));

        Assert.Equal([0, 1, 2], Partitions(recording, WriterEvent.Open));
        Assert.Equal([1, 2], Partitions(recording, WriterEvent.Process));
        Assert.Equal(["(Int64 0)", "(Int64 1)"], recording.Rows);
        Assert.Equal([0, 1, 2], Partitions(recording, WriterEvent.Close));
        Assert.All(recording.Calls(WriterEvent.Close), close => Assert.Null(close.Text));
        long epoch = Assert.Single(recording.Events.Select(call => call.Epoch).Distinct());
        Assert.InRange(epoch, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void ForeachPartition_TwoRuns_TellTheirTasksApart()
    {
        Recording recording = NewRecording();
        TaskFactsWriter writer = new(recording);

        Session.Range(0, 2, 1, 2).ForeachPartition(writer);
        Session.Range(0, 2, 1, 2).ForeachPartition(writer);

        // Both partitions of a run say the same, and the second run has another id and a later epoch.
        List<IGrouping<long, WriterEvent>> runs = [.. recording.Calls(TaskFactsWriter.Facts).GroupBy(call => call.Epoch)];
        Assert.Equal(2, runs.Count);
        Assert.All(runs, run => Assert.Equal([0, 1], run.Select(call => call.Partition).Order()));
        string[] ids = [.. runs.Select(run => Assert.Single(run.Select(call => call.Text).Distinct())!.Split(' ')[1])];
        Assert.All(runs.Zip(ids), pair => Assert.Equal($"{pair.Second} {pair.Second} 0 {pair.First.Key}", pair.First.First().Text));
        Assert.NotEqual(ids[0], ids[1]);
        Assert.True(runs[0].Key < runs[1].Key);
    }

    [Theory]
    [InlineData(WriterEvent.Open)]
    [InlineData(WriterEvent.Process)]
    [InlineData(WriterEvent.Close)]
    public void ForeachPartition_ExceptionInTheWriter_IsThrownWithItsMessageAndStack(string call)
    {
        Recording recording = NewRecording();
        string failing = _folder["failing"];
        File.WriteAllText(failing, "");

        JvmException exception = Assert.Throws<JvmException>(
            () => Session.Range(0, 2, 1, 1).ForeachPartition(new FailingWriter(recording, call, failing)));

        Assert.StartsWith(FailingWriter.Message, exception.Message);
        Assert.Contains($"{typeof(InvalidOperationException).FullName} in partition 0, epoch ", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(FailingWriter).FullName}.{Name(call)}(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForeachPartition_WriterFailsWhileSparkWaitsForARow_IsThrownAtOnce()
    {
        Recording recording = NewRecording();
        DataFrame slow = Session.Range(0, 2, 1, 1).SelectExpr("id", "reflect('java.lang.Thread', 'sleep', id * 30000L) AS slept");
        long started = Stopwatch.GetTimestamp();

        JvmException exception = Assert.Throws<JvmException>(() => slow.ForeachPartition(new BackgroundFailureWriter(recording)));

        Assert.True(Stopwatch.GetElapsedTime(started) < Soon, "It waited for the row.");
        Assert.StartsWith(FailingWriter.Message, exception.Message);
        Assert.DoesNotContain("Suppressed: lakebase.spark", exception.JavaStackTrace, StringComparison.Ordinal);
        Assert.Single(recording.Calls(WriterEvent.Process));
    }

    [Fact]
    public void ForeachPartition_WriterSkips_ReadsNoRows()
    {
        Recording recording = NewRecording();

        Session.Range(0, 10, 1, 2).ForeachPartition(new SkippingWriter(recording));

        Assert.Equal([0, 1], Partitions(recording, WriterEvent.Open));
        Assert.Equal(2, recording.Events.Count);
    }

    [Fact]
    public async Task ForeachPartition_JobCancelled_AbortsTheWriterAndThrows()
    {
        Recording recording = NewRecording();
        Task run = Task.Run(
            () =>
            {
                Session.SparkContext.SetJobGroup("to be cancelled", "");
                Session.Range(0, 2, 1, 1).ForeachPartition(new AbortableGatedWriter(recording, _folder["gate"]));
            },
            TestContext.Current.CancellationToken);
        recording.WaitFor(WriterEvent.Process, Deadline);

        Session.SparkContext.CancelJobGroup("to be cancelled");

        await Assert.ThrowsAsync<JvmException>(() => run.WaitAsync(Soon, TestContext.Current.CancellationToken));
        Assert.NotNull(recording.WaitFor(WriterEvent.Close, Soon).Text);
    }

    [Fact]
    public void ForeachPartition_LakebaseWriter_WritesTheBatchExactly()
    {
        string table = NewTable();
        DataFrame frame = Session.Sql(EveryType).Repartition(3);

        frame.ForeachPartition(new LakebaseForeachWriter(frame.Schema(), Options(table, WriteMode.Upsert, "id")));

        Assert.Equal(EveryTypeInTheTable, ReadTable(table));
    }

    [Fact]
    public void ForeachPartition_NoSuchTable_ThrowsBeforeTheJob()
    {
        DataFrame frame = Session.Range(3);
        LakebaseWriterOptions options = Options("public.not_there", WriteMode.Insert);
        options.CreateTable = false;

        Assert.Throws<SchemaMismatchException>(() => frame.ForeachPartition(new LakebaseForeachWriter(frame.Schema(), options)));
    }

    [Fact]
    public void ForeachBatch_WithForeachPartitionAndABatchWrite_DoesBoth()
    {
        string table = NewTable();
        AddLines("1 a", "2 b");
        AddLines("2 c");
        LakebaseWriterOptions options = Options(table, WriteMode.Upsert, "key");

        RunBatches(KeysAndValues(), (batch, id) =>
        {
            batch.ForeachPartition(new LakebaseForeachWriter(batch.Schema(), options));
            batch.Select("value").Write().Text(_folder[$"copy/{id}"]);
        });

        Assert.Equal(["1|a", "2|c"], ReadTable(table));
        Assert.Equal(["a", "b", "c"], CopiedLines("copy/0").Concat(CopiedLines("copy/1")));
    }

    [Fact]
    public void ForeachBatch_ForeachPartitionFails_FailsTheQueryWithTheWritersMessage()
    {
        AddLines("a");
        string failing = _folder["failing"];
        File.WriteAllText(failing, "");
        FailingWriter writer = new(NewRecording(), WriterEvent.Process, failing);

        StreamingQueryException exception = Assert.Throws<StreamingQueryException>(
            () => RunBatches(Lines(), (batch, _) => batch.ForeachPartition(writer)));

        Assert.StartsWith(FailingWriter.Message, exception.Message);
        Assert.Contains($"at {typeof(FailingWriter).FullName}.{Name(WriterEvent.Process)}(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForeachBatch_QueryStopped_EndsItsForeachPartition()
    {
        AddLines("a");
        Recording recording = NewRecording();
        StreamingQuery query = Lines()
            .WriteStream()
            .ForeachBatch((batch, _) => batch.ForeachPartition(new AbortableGatedWriter(recording, _folder["gate"])))
            .Option("checkpointLocation", _folder["checkpoint"])
            .Start();
        recording.WaitFor(WriterEvent.Process, Deadline);

        query.Stop();

        Assert.NotNull(recording.WaitFor(WriterEvent.Close, Soon).Text);
    }

    private void RunBatches(DataFrame frame, Action<DataFrame, long> function) => AwaitEnd(frame
        .WriteStream()
        .ForeachBatch(function)
        .Option("checkpointLocation", _folder["checkpoint"])
        .Trigger(Trigger.AvailableNow())
        .Start());

    private IEnumerable<string> CopiedLines(string folder) =>
        Directory.GetFiles(_folder[folder], "part-*").SelectMany(File.ReadAllLines).Order();

    private static IEnumerable<long> Partitions(Recording recording, string call) =>
        recording.Calls(call).Select(one => one.Partition).Distinct().Order();
}
