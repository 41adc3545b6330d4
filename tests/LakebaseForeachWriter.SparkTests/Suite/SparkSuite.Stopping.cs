using Lakebase.SparkTests.Writers;
using Lakebase.TestSupport.Processes;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// A query that is stopped while a writer is busy: who gets to know it, when, and that nobody writes afterwards.
public abstract partial class SparkSuite
{
    /// <summary>From the abort in the worker to the end of the writer. When Spark interrupts a task is Spark's matter.</summary>
    private static readonly TimeSpan AbortDeadline = TimeSpan.FromSeconds(2);

    [Fact]
    public void Stop_WhileProcessWaitsOnItsToken_ClosesWithAnErrorWithinTwoSeconds()
    {
        AddLines("a", "b");
        Recording recording = NewRecording();
        StreamingQuery query = Start(Lines(), new AbortableGatedWriter(recording, _folder["gate"]));
        recording.WaitFor(WriterEvent.Process, Deadline);

        query.Stop();

        WriterEvent close = recording.WaitFor(WriterEvent.Close, Deadline);
        Assert.NotNull(close.Text);
        Assert.True(close.At - recording.WaitFor(WriterEvent.Aborted, Deadline).At < AbortDeadline, "Close came late.");
        Assert.Equal(["('a')"], recording.Rows);
        Assert.False(query.IsActive());
        Assert.Null(query.Exception());
    }

    [Fact]
    public void Stop_OfAWriterThatClosesInTime_KeepsTheWorkerForTheNextQuery()
    {
        AddLines("a");
        Recording recording = NewRecording();
        StreamingQuery query = Start(Lines(), new AbortableGatedWriter(recording, _folder["gate"]));
        recording.WaitFor(WriterEvent.Process, Deadline);
        query.Stop();
        recording.WaitFor(WriterEvent.Close, Deadline);
        for (int i = 0; i < 8; i++)
        {
            AddLines($"{i}"); // Together longer than the grace that an aborted writer is given.
        }

        Recording after = NewRecording("after");

        Run(Lines(), new RecordingWriter(after));

        Assert.Equal(recording.Workers, after.Workers);
        Assert.Equal(9, after.Rows.Count);
    }

    [Fact]
    public void Stop_WhileAnOrdinaryProcessBlocks_ClosesWithAnErrorAsSoonAsProcessReturns()
    {
        AddLines("a", "b");
        Recording recording = NewRecording();
        string gate = _folder["gate"];
        StreamingQuery query = Start(Lines(), new ObliviousWriter(recording, gate));
        recording.WaitFor(WriterEvent.Process, Deadline);

        query.Stop(); // May return before the writer's task is interrupted.
        recording.WaitFor(WriterEvent.Aborted, Deadline);
        Assert.Empty(recording.Calls(WriterEvent.Close));
        File.WriteAllText(gate, "");

        WriterEvent close = recording.WaitFor(WriterEvent.Close, Deadline);
        Assert.NotNull(close.Text);
        Assert.Equal(["('a')"], recording.Rows);
    }

    [Fact]
    public void Stop_WhileTheWriterOfAFailedTaskCloses_LetsItFinish()
    {
        AddLines("a", "b");
        Recording recording = NewRecording();
        string gate = _folder["gate"];
        DataFrame failing = Lines().SelectExpr("if(value = 'b', raise_error('A bad row.'), value)");
        StreamingQuery query = Start(failing, new SlowlyClosingWriter(recording, gate));
        recording.WaitFor(WriterEvent.Closing, Deadline);

        query.Stop();
        File.WriteAllText(gate, "");

        WriterEvent close = recording.WaitFor(WriterEvent.Close, Deadline);
        Assert.NotNull(close.Text);
        Assert.True(SystemProcess.Runs(close.ProcessId), "The worker should have been kept.");
    }

    [Fact]
    public void Stop_WhileProcessNeverReturns_EndsTheWorkerAndTheNextQueryGetsANewOne()
    {
        AddLines("a");
        Recording recording = NewRecording();
        StreamingQuery query = Start(Lines(), new GatedWriter(recording, _folder["gate"]));
        int worker = recording.WaitFor(WriterEvent.Process, Deadline).ProcessId;

        query.Stop();

        Eventually.Holds(() => !SystemProcess.Runs(worker), Deadline, $"the end of worker {worker}");
        Recording after = NewRecording("after");
        Run(Lines(), new RecordingWriter(after));
        Assert.Equal(["('a')"], after.Rows);
    }

    [Fact]
    public void Stop_FollowedAtOnceByARestart_LeavesNoGhostOfTheOlderAttempt()
    {
        AddLines("a", "b");
        Recording recording = NewRecording();
        string gate = _folder["gate"];
        StreamingQuery query = Start(Lines(), new AbortableGatedWriter(recording, gate));
        recording.WaitFor(WriterEvent.Process, Deadline);

        query.Stop();
        File.WriteAllText(gate, "");
        Run(Lines(), new AbortableGatedWriter(recording, gate));

        // Whatever the older attempt still did, it did before the newer one of the same epoch was opened.
        Assert.Equal(2, recording.Calls(WriterEvent.Open).Count);
        DateTime reopened = recording.Calls(WriterEvent.Open)[^1].At;
        Assert.Equal(["('a')", "('b')"], recording.Calls(WriterEvent.Process).Where(call => call.At > reopened).Select(call => call.Text!));
        Assert.True(recording.Calls(WriterEvent.Close)[0].At < reopened);
    }

    [Fact]
    public void Stop_OfAQuietQuery_ReturnsSoonAndClosesNothing()
    {
        AddLines("a");
        Recording recording = NewRecording();
        StreamingQuery query = WriterOf(Lines(), new RecordingWriter(recording)).Trigger(Trigger.ProcessingTime(0)).Start();
        query.ProcessAllAvailable();

        query.Stop();

        Assert.False(query.IsActive());
        Assert.Equal(["open", "process", "close"], recording.Events.Select(call => call.Call));
        Assert.Null(recording.Calls(WriterEvent.Close)[0].Text);
    }
}
