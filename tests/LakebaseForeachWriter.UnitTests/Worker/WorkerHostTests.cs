using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;
using Lakebase.SparkRows.Payload;
using Lakebase.Worker;

namespace Lakebase.UnitTests.Worker;

public sealed class WorkerHostTests : IDisposable
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly StringWriter _log = new();
    private readonly TaskCompletionSource<int> _ended = new();
    private readonly WorkerHost _host;
    private readonly string _query = Guid.NewGuid().ToString("N");

    public WorkerHostTests()
    {
        _host = new WorkerHost(_token, TimeProvider.System, _log, code => _ended.TrySetResult(code));
        _host.Start();
    }

    private Journal Journal => ScriptedWriter.JournalOf(_query);

    public void Dispose()
    {
        Journal.Released.Set();
        _host.Stop(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Task_ThatSucceeds_IsOpenedProcessedAndClosed()
    {
        using FakeJar jar = Connect();

        Assert.Equal((FrameType.Opened, 1), Answer(jar.Open(new AwareWriter(_query), _query, 3, 7)));
        jar.SendRows((1, "a"), (2, "b"));
        jar.SendRows((3, "c"));
        ClosedMessage closed = jar.Close();

        Assert.Equal(3, closed.Rows);
        Assert.Equal("3", closed.Figures["flushes"]);
        Assert.Equal(["open 3 7", "row 1 a", "row 2 b", "row 3 c", "close null"], Journal.Entries);
        Assert.Equal((_query, "run", 7, 3, 7, 2, "app", "4.1.4"), (Journal.Task!.QueryId, Journal.Task.RunId, Journal.Task.BatchId, Journal.Task.PartitionId, Journal.Task.EpochId, Journal.Task.AttemptNumber, Journal.Task.ApplicationId, Journal.Task.SparkVersion));
        Assert.Equal("fast", Assert.Single(Journal.Task.Settings, s => s.Key == "mode").Value);
        Assert.Null(jar.Read());
    }

    [Fact]
    public void Row_OnAQuietStream_IsProcessedBeforeTheNextOneComes()
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query), _query);
        for (int i = 0; i < 20; i++)
        {
            jar.SendRows((i, "x"));
            Journal.WaitFor($"row {i} x");
        }
    }

    [Fact]
    public void Writer_KnownFromAnEarlierTask_IsNotAskedForAgain()
    {
        using (FakeJar first = Connect())
        {
            first.Open(new ScriptedWriter(_query), _query);
            first.Close();
        }

        byte[] payload = WriterPayload.Serialize(new ScriptedWriter(_query));
        using FakeJar second = Connect();
        second.Send(new OpenMessage(0, 1, SHA256.HashData(payload), FakeJar.Schema.Json, new Dictionary<string, string>()).Write);
        Assert.Equal(FrameType.Opened, second.Read()?.Type);
        second.Close();
    }

    [Fact]
    public void Writer_WithAnotherHash_IsRefused()
    {
        using FakeJar jar = Connect();
        jar.Send(new OpenMessage(0, 0, new byte[32], FakeJar.Schema.Json, new Dictionary<string, string>()).Write);
        Assert.Equal(FrameType.NeedWriter, jar.Read()?.Type);
        jar.SendWriter(WriterPayload.Serialize(new ScriptedWriter(_query)));

        Assert.Contains("another payload", jar.ReadError().Message, StringComparison.Ordinal);
        Assert.Empty(Journal.Entries);
    }

    [Fact]
    public void Open_ThatReturnsFalse_SkipsTheTaskWithoutClose()
    {
        using FakeJar jar = Connect();

        Assert.Equal((FrameType.Opened, 0), Answer(jar.Open(new ScriptedWriter(_query) { Skip = true }, _query)));
        jar.Dispose();
        WaitUntilIdle();
        Assert.Equal(["open 0 0"], Journal.Entries);
    }

    [Fact]
    public void Open_ThatThrows_IsAnErrorWithoutClose()
    {
        using FakeJar jar = Connect();

        (FrameType Type, byte[] Body)? answer = jar.Open(new ScriptedWriter(_query) { FailIn = "Open" }, _query);

        Assert.Equal(FrameType.Error, answer?.Type);
        ErrorMessage error = ErrorMessage.Read(answer!.Value.Body);
        Assert.Equal(("System.IO.InvalidDataException", "broken in Open"), (error.Type, error.Message));
        Assert.Contains("ScriptedWriter.Open", error.Stack, StringComparison.Ordinal);
        Assert.Equal(["open 0 0"], Journal.Entries);
    }

    [Fact]
    public void Process_ThatThrows_IsAnErrorAndClosesTheWriterWithIt()
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query) { FailIn = "Process" }, _query);
        jar.SendRows((1, "a"), (2, "b"));

        ErrorMessage error = jar.ReadError();

        Assert.Equal("broken in Process", error.Message);
        Assert.Contains("ScriptedWriter.Process", error.Stack, StringComparison.Ordinal);
        jar.SendRows((3, "late"));
        jar.Send(new CloseMessage(true, "failed").Write);
        Assert.Null(jar.Read());
        Assert.Equal(["open 0 0", "row 1 a", "close InvalidDataException"], Journal.Entries);
    }

    [Fact]
    public void Close_ThatThrows_IsAnError()
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query) { FailIn = "Close" }, _query);
        jar.Send(new CloseMessage(false, "").Write);

        Assert.Equal("broken in Close", jar.ReadError().Message);
    }

    [Fact]
    public void Close_WithSparksError_ReachesTheWriterAndIsAnswered()
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query), _query);
        jar.Send(new CloseMessage(true, "stage cancelled").Write);

        Assert.Equal(FrameType.Closed, jar.Read()?.Type);
        Assert.Contains("stage cancelled", Journal.LastError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_ThatEndsWithoutClose_AbortsTheWriter()
    {
        using (FakeJar jar = Connect())
        {
            jar.Open(new AwareWriter(_query), _query);
            jar.SendRows((1, "a"));
        }

        Journal.WaitFor("close");
        Assert.Equal(["open 0 0", "row 1 a", "close OperationCanceledException"], Journal.Entries);
        Assert.True(SpinWait.SpinUntil(() => Journal.Task!.CancellationToken.IsCancellationRequested, 5_000));
    }

    [Fact]
    public void ReportFailure_WhileNoRowArrives_ReachesSparkAtOnce()
    {
        using FakeJar jar = Connect();
        jar.Open(new AwareWriter(_query), _query);

        Journal.Task!.ReportFailure(new TimeoutException("flush failed"));
        Journal.Task.ReportFailure(new TimeoutException("and again"));

        ErrorMessage error = jar.ReadError();
        Assert.Equal(("System.TimeoutException", "flush failed"), (error.Type, error.Message));
        jar.Send(new CloseMessage(true, "failed").Write);
        Assert.Null(jar.Read());
        Assert.Equal("close TimeoutException", Journal.Entries[^1]);
    }

    [Fact]
    public void Abort_WhileProcessBlocks_CancelsAWriterThatKnowsItsTaskAndDropsItsRows()
    {
        using FakeJar control = Connect();
        using FakeJar jar = Connect();
        jar.Open(new AwareWriter(_query) { BlockInProcess = true }, _query, 1, 2);
        jar.SendRows((1, "a"), (2, "b"));
        jar.SendRows((3, "c"));
        Journal.WaitFor("row 1");
        control.Abort(_query, 1, 2, jar.TaskAttemptId + 1_000_000); // another attempt
        control.Abort(_query, 1, 2, jar.TaskAttemptId);

        Journal.WaitFor("close");
        Assert.Equal(["open 1 2", "row 1 a", "close OperationCanceledException"], Journal.Entries);
        Assert.Null(jar.Read());
    }

    [Fact]
    public void Abort_OfAForeignWriterThatBlocks_TakesEffectWhenProcessReturns()
    {
        using FakeJar control = Connect();
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query) { BlockInProcess = true }, _query);
        jar.SendRows((1, "a"), (2, "b"));
        Journal.WaitFor("row 1");
        control.Abort(_query, 0, 0, jar.TaskAttemptId);
        AwaitTakenAborts(control);
        Assert.Equal(["open 0 0", "row 1 a"], Journal.Entries);
        Journal.Released.Set();

        Journal.WaitFor("close");
        Assert.Equal(["open 0 0", "row 1 a", "close OperationCanceledException"], Journal.Entries);
    }

    // Aborts are not answered, but taken in their order: when a later one has shown its effect, the earlier ones are in force.
    private void AwaitTakenAborts(FakeJar control)
    {
        string witness = _query + "-witness";
        using FakeJar jar = Connect();
        jar.Open(new AwareWriter(witness) { BlockInProcess = true }, witness);
        jar.SendRows((1, "a"));
        ScriptedWriter.JournalOf(witness).WaitFor("row 1");
        control.Abort(witness, 0, 0, jar.TaskAttemptId);
        ScriptedWriter.JournalOf(witness).WaitFor("close");
    }

    [Fact]
    public async Task Abort_OfAForeignWriterThatNeverReturns_EndsTheProcessAfterTheGracePeriod()
    {
        using FakeJar control = Connect();
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query) { BlockInProcess = true }, _query, graceMs: 50);
        jar.SendRows((1, "a"));
        Journal.WaitFor("row 1");
        control.Abort(_query, 0, 0, jar.TaskAttemptId);

        Assert.Equal(RunningTasks.StuckWriterExitCode, await _ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Open_OfATaskThatStillRuns_AbortsAndAwaitsTheOlderOne()
    {
        using FakeJar older = Connect();
        older.Open(new AwareWriter(_query) { BlockInProcess = true }, _query, 1, 5);
        older.SendRows((1, "old"));
        Journal.WaitFor("row 1 old");

        using FakeJar newer = Connect();
        newer.Open(new AwareWriter(_query), _query, 1, 5);
        newer.SendRows((2, "new"));
        newer.Close();

        Assert.Equal(["open 1 5", "row 1 old", "close OperationCanceledException", "open 1 5", "row 2 new", "close null"], Journal.Entries);
    }

    [Fact]
    public void Stop_WhileATaskRuns_AbortsIt()
    {
        using FakeJar jar = Connect();
        jar.Open(new AwareWriter(_query) { BlockInProcess = true }, _query);
        jar.SendRows((1, "a"));
        Journal.WaitFor("row 1");

        _host.Stop(TimeSpan.FromSeconds(10));

        Assert.Equal("close OperationCanceledException", Journal.Entries[^1]);
        Assert.Equal(0, _host.RunningCount);
    }

    [Fact]
    public void FailAll_AfterAnUnhandledException_FailsTheRunningTasks()
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query), _query);

        _host.FailAll(new InvalidOperationException("on a thread of its own"));

        Assert.Equal("on a thread of its own", jar.ReadError().Message);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("version")]
    [InlineData("garbage")]
    [InlineData("huge")]
    public void Connection_ThatDoesNotAuthenticate_IsClosedWithoutAWord(string what)
    {
        using FakeJar jar = what switch
        {
            "token" => FakeJar.Connect(_host.Port, new byte[32]),
            "version" => FakeJar.Connect(_host.Port, _token, version: 2),
            _ => new FakeJar(_host.Port),
        };
        if (what is "garbage" or "huge")
        {
            jar.SendBytes(what == "huge" ? [0, 0, 0, 3, 1] : "GET / HTTP/1.1\r\n\r\n"u8);
        }

        Assert.Null(jar.Read());
        Assert.Equal("", _log.ToString());
    }

    [Theory]
    [InlineData((byte)FrameType.Rows)]
    [InlineData((byte)FrameType.Hello)]
    public void Frame_AtTheWrongTime_FailsTheTaskOnly(byte type)
    {
        using FakeJar jar = Connect();
        jar.Open(new ScriptedWriter(_query), _query);
        jar.Send(w =>
        {
            w.BeginFrame((FrameType)type);
            w.WriteInt32(5); // five rows, of which none follows
            w.EndFrame();
        });

        Assert.Equal(typeof(FrameException).FullName, jar.ReadError().Type);
        using FakeJar next = Connect();
        next.Open(new ScriptedWriter(_query), _query, 9);
        next.Close();
    }

    [Fact]
    public void Open_WithAColumnThatCannotBeCarried_NamesIt()
    {
        using FakeJar jar = Connect();

        (FrameType Type, byte[] Body)? answer = jar.Open(
            new ScriptedWriter(_query), _query, schema: """{"type":"struct","fields":[{"name":"shape","type":"geometry(SRID:0)","nullable":true,"metadata":{}}]}""");

        Assert.Contains("'shape'", ErrorMessage.Read(answer!.Value.Body).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_OneThousandInARow_ReuseTheirThread()
    {
        for (int epoch = 0; epoch < 1_000; epoch++)
        {
            using FakeJar jar = Connect();
            Assert.Equal(FrameType.Opened, jar.Open(new ScriptedWriter(_query), _query, 0, epoch)?.Type);
            jar.SendRows((epoch, "x"));
            Assert.Equal(1, jar.Close().Rows);
        }

        Assert.InRange(_host.ThreadCount, 1, 4);
    }

    private FakeJar Connect() => FakeJar.Connect(_host.Port, _token);

    private static (FrameType Type, int First) Answer((FrameType Type, byte[] Body)? answer) => (answer!.Value.Type, answer.Value.Body[0]);

    private void WaitUntilIdle() => Assert.True(SpinWait.SpinUntil(() => _host.RunningCount == 0, 10_000));
}
