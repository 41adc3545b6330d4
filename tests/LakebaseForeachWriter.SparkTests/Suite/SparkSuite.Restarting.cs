using Lakebase.SparkTests.Writers;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// Checkpoints: what was committed is not seen again, what was not is.
public abstract partial class SparkSuite
{
    [Fact]
    public void Restart_FromACheckpoint_GoesOnWithTheNextEpoch()
    {
        AddLines("a");
        AddLines("b");
        StreamingQuery first = Start(Lines(), new RecordingWriter(NewRecording("first")));
        AwaitEnd(first);
        AddLines("c");
        Recording recording = NewRecording("second");

        StreamingQuery second = Start(Lines(), new RecordingWriter(recording));
        AwaitEnd(second);

        Assert.Equal(["('c')"], recording.Rows);
        Assert.Equal(2, recording.Events[0].Epoch);
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.RunId, second.RunId);
    }

    [Fact]
    public void Restart_AfterAFailure_RepeatsTheFailedEpochOnly()
    {
        AddLines("a");
        Run(Lines(), new RecordingWriter(NewRecording("first")));
        AddLines("b");
        string failing = _folder["failing"];
        File.WriteAllText(failing, "");
        AwaitFailure(Start(Lines(), new FailingWriter(NewRecording("second"), WriterEvent.Close, failing)));
        Recording recording = NewRecording("third");

        Run(Lines(), new RecordingWriter(recording));

        Assert.Equal(["open 1", "process 1", "close 1"], recording.Events.Select(call => $"{call.Call} {call.Epoch}"));
        Assert.Equal(["('b')"], recording.Rows);
    }
}
