using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// Real-time mode, Spark 4.1 and later.
public abstract partial class SparkSuite
{
    [Fact]
    public void Trigger_RealTimeBefore41_IsRefusedWithTheVersion()
    {
        Assert.SkipWhen(_spark.IsAtLeast(4, 1), "This Spark has real-time mode.");
        DataFrame rate = Session.ReadStream().Format("rate").Load();

        NotSupportedException exception = Assert.Throws<NotSupportedException>(
            () => WriterOf(rate, new RecordingWriter(NewRecording())).Trigger(Trigger.RealTime("5 seconds")));

        Assert.Contains($"Spark {_spark.Version[..3]}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("4.1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trigger_RealTime_DeliversEachRowWhileItsBatchIsStillOpen()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 1), "Real-time mode came with Spark 4.1.");
        Recording recording = NewRecording();
        LowLatencySource source = new(Session);
        StreamingQuery query = WriterOf(source.Frame, new RecordingWriter(recording))
            .OutputMode(OutputMode.Update)
            .Trigger(Trigger.RealTime(TimeSpan.FromMinutes(5)))
            .Start();
        recording.WaitFor(WriterEvent.Open, Deadline);

        source.Add("now");

        Assert.Equal("('now')", recording.WaitFor(WriterEvent.Process, Deadline).Text);
        Assert.Empty(recording.Calls(WriterEvent.Close));
        query.Stop();
        WriterEvent close = recording.WaitFor(WriterEvent.Close, Deadline);
        Assert.NotNull(close.Text);
    }

    [Fact]
    public void Trigger_RealTimeOnASourceWithoutIt_FailsInSparksWords()
    {
        Assert.SkipUnless(_spark.IsAtLeast(4, 1), "Real-time mode came with Spark 4.1.");
        DataFrame rate = Session.ReadStream().Format("rate").Load();

        DataStreamWriter writer = WriterOf(rate, new RecordingWriter(NewRecording()))
            .OutputMode(OutputMode.Update)
            .Trigger(Trigger.RealTime("5 seconds"));
        Exception exception = Assert.ThrowsAny<Exception>(() => AwaitEnd(writer.Start()));

        Assert.Contains("STREAMING_REAL_TIME_MODE", exception.Message, StringComparison.Ordinal);
    }
}
