using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using static Microsoft.Spark.Sql.Functions;

namespace Lakebase.SparkTests;

// When Open, Process and Close are called, on which copy of the writer, in which process.
public abstract partial class SparkSuite
{
    [Fact]
    public void Foreach_OverSeveralEpochs_OpensEachOnceInOneWorker()
    {
        AddLines("a", "b");
        AddLines("c");
        AddLines("d");
        Recording recording = NewRecording();

        Run(Lines(), new RecordingWriter(recording));

        Assert.Equal(
            [
                "open 0", "process 0 ('a')", "process 0 ('b')", "close 0",
                "open 1", "process 1 ('c')", "close 1",
                "open 2", "process 2 ('d')", "close 2",
            ],
            recording.Events.Select(call => $"{call.Call} {call.Epoch} {call.Text}".TrimEnd()));
        Assert.Single(recording.Workers);
    }

    [Fact]
    public void Foreach_InEveryPartitionAndEpoch_WorksOnAFreshCopy()
    {
        AddLines("a", "b");
        AddLines("c");
        Recording recording = NewRecording();

        Run(Lines(), new CountingWriter(recording, "Ada"));

        Assert.Equal(["('Ada', Int32 101)", "('Ada', Int32 101)", "('Ada', Int32 102)"], recording.Rows.Order());
    }

    [Fact]
    public void Open_ReturnsFalse_SkipsThePartitionWithoutProcessAndClose()
    {
        AddLines("a");
        AddLines("b");
        Recording recording = NewRecording();

        Run(Lines(), new SkippingWriter(recording));

        Assert.Equal(["open 0", "open 1"], recording.Events.Select(call => $"{call.Call} {call.Epoch}"));
    }

    [Fact]
    public void Foreach_EmptyPartitions_AreOpenedAndClosedToo()
    {
        AddLines("only");
        Recording recording = NewRecording();

        Run(Lines().Repartition(3), new RecordingWriter(recording));

        Assert.Equal([0, 1, 2], recording.Calls(WriterEvent.Open).Select(call => call.Partition).Order());
        Assert.Equal([0, 1, 2], recording.Calls(WriterEvent.Close).Select(call => call.Partition).Order());
        Assert.Equal(["('only')"], recording.Rows);
    }

    [Fact]
    public void Foreach_EightPartitions_RunAtTheSameTimeInOneWorker()
    {
        for (int i = 0; i < 8; i++)
        {
            AddLines($"{i}");
        }

        Recording recording = NewRecording();

        Run(Lines(filesPerEpoch: 8), new MeetingWriter(recording, writers: 8));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"('{i}')"), recording.Rows.Order());
        Assert.Single(recording.Workers);
    }

    [Fact]
    public void Process_ManyRows_ArriveAllInOrder()
    {
        AddLines("one");
        Recording recording = NewRecording();
        DataFrame numbers = Lines().Select(Explode(Sequence(Lit(1), Lit(300_000))).Alias("n"));

        Run(numbers, new OrderCheckingWriter(recording));

        Assert.Equal(["(Int64 300000)"], recording.Rows);
    }

    [Fact]
    public void Foreach_OverManyEpochs_KeepsWorkerThreadsAndJvmReferencesBounded()
    {
        const int Epochs = 25;
        AddLines("warm-up");
        Recording recording = NewRecording();
        Run(Lines(), new RecordingWriter(recording));
        long references = _spark.JvmReferences();
        for (int i = 0; i < Epochs; i++)
        {
            AddLines($"{i}");
        }

        Run(Lines(), new RecordingWriter(recording));

        IReadOnlyList<WriterEvent> closed = recording.Calls(WriterEvent.Close);
        Assert.Equal(Epochs + 1, closed.Count);
        // The thread pool may grow by a few while it finds its size; a thread per epoch would show as twenty-five.
        Assert.InRange(closed[^1].Threads, 1, closed[0].Threads + 12);
        Eventually.Holds(() => _spark.JvmReferences() <= references + 10, Deadline, "a bounded number of objects held in the JVM");
    }
}
