using Lakebase.SparkTests.Writers;
using Lakebase.TestSupport.Processes;
using Microsoft.Spark.Sql.Streaming;

namespace Lakebase.SparkTests;

// What a user learns when a writer fails, and that nothing is lost by it.
public abstract partial class SparkSuite
{
    [Theory]
    [InlineData(WriterEvent.Open)]
    [InlineData(WriterEvent.Process)]
    [InlineData(WriterEvent.Close)]
    public void Exception_InTheWriter_ReachesTheDriverWithMessageAndStack(string call)
    {
        AddLines("a", "b");
        Recording recording = NewRecording();
        string failing = _folder["failing"];
        File.WriteAllText(failing, "");
        StreamingQuery query = Start(Lines(), new FailingWriter(recording, call, failing));

        StreamingQueryException exception = AwaitFailure(query);

        Assert.StartsWith(FailingWriter.Message, exception.Message);
        Assert.Contains($"{typeof(InvalidOperationException).FullName} in partition 0, epoch 0", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(FailingWriter).FullName}.{Name(call)}(", exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(FailingWriter.Message, query.Exception().Message);
        Assert.False(query.IsActive());

        File.Delete(failing);
        Recording after = NewRecording("after");
        Run(Lines(), new RecordingWriter(after));
        Assert.Equal(["('a')", "('b')"], after.Rows);
    }

    [Fact]
    public void Exception_InProcess_IsWhatCloseGets()
    {
        AddLines("a");
        Recording recording = NewRecording();
        string failing = _folder["failing"];
        File.WriteAllText(failing, "");

        AwaitFailure(Start(Lines(), new FailingWriter(recording, WriterEvent.Process, failing)));

        WriterEvent close = recording.WaitFor(WriterEvent.Close, Deadline);
        Assert.Contains(FailingWriter.Message, close.Text, StringComparison.Ordinal);
        Assert.Single(recording.Calls(WriterEvent.Close));
    }

    [Fact]
    public void Worker_KilledInMidTask_FailsTheQueryWithItsExitCodeAndLosesNothing()
    {
        AddLines("a", "b", "c");
        Recording killed = NewRecording("killed");
        StreamingQuery query = Start(Lines(), new GatedWriter(killed, _folder["gate"]));
        int worker = killed.WaitFor(WriterEvent.Process, Deadline).ProcessId;

        Signal.Kill.Send(worker);

        StreamingQueryException exception = AwaitFailure(query);
        Assert.Contains("137", exception.Message, StringComparison.Ordinal); // 128 + SIGKILL
        Recording after = NewRecording("after");
        Run(Lines(), new RecordingWriter(after));
        Assert.Equal(["('a')", "('b')", "('c')"], after.Rows);
        Assert.NotEqual([worker], after.Workers);
    }

    private static string Name(string call) => char.ToUpperInvariant(call[0]) + call[1..];
}
