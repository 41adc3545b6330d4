using System.Net.Sockets;
using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;
using Lakebase.TestSupport;
using Lakebase.UnitTests.SparkRows;
using Lakebase.Worker;

namespace Lakebase.UnitTests.Worker;

/// <summary>Peers that do not keep to the protocol, on real sockets: the worker closes them and serves the next.</summary>
public sealed class WorkerFuzzTests : IDisposable
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly FakeClock _clock = new();
    private readonly StringWriter _log = new();
    private readonly WorkerHost _host;
    private readonly string _query = Guid.NewGuid().ToString("N");

    public WorkerFuzzTests()
    {
        _host = new WorkerHost(_token, _clock, _log, code => Assert.Fail($"The worker ended itself with {code}."));
        _host.Start();
    }

    public void Dispose() => _host.Stop(TimeSpan.FromSeconds(5));

    [Fact]
    public void Stream_DamagedAnywhere_EndsItsConnectionOnly()
    {
        byte[] conversation = Bytes(
            new HelloMessage(HelloMessage.ProtocolVersion, _token).Write,
            new OpenMessage(0, 1, new byte[32], FakeJar.Schema.Json, new Dictionary<string, string> { ["queryId"] = _query }).Write,
            w =>
            {
                w.BeginFrame(FrameType.Rows);
                w.WriteInt32(1);
                new RowEncoder(FakeJar.Schema).Write(w, [1L, "one"]);
                w.EndFrame();
            },
            new CloseMessage(false, "").Write);

        // A worker that closes early resets the connection.
        new DamagedBytes([conversation]).Give(1_000, Converse, typeof(SocketException));

        AssertServes();
        Assert.InRange(_host.ThreadCount, 1, 8);
    }

    [Fact]
    public void Peer_ThatSendsOneByteAndWaits_IsClosedAfterFiveSeconds()
    {
        using FakeJar slow = new(_host.Port);
        slow.SendBytes([36]);
        Assert.True(SpinWait.SpinUntil(() => _host.ThreadCount > 0, 10_000));

        // The thread may not have set its timer yet.
        Eventually.Holds(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
                return slow.HasEnded;
            },
            TimeSpan.FromSeconds(20),
            "the end of the connection");

        AssertServes();
    }

    private void Converse(byte[] bytes)
    {
        using FakeJar jar = new(_host.Port);
        jar.SendBytes(bytes);
        jar.EndSending();
        while (jar.Read() is not null)
        {
            // Whatever it answers: the connection has to end.
        }
    }

    private static byte[] Bytes(params Action<FrameWriter>[] frames)
    {
        var writer = new FrameWriter();
        foreach (Action<FrameWriter> write in frames)
        {
            write(writer);
        }

        return writer.WrittenSpan.ToArray();
    }

    private void AssertServes()
    {
        using FakeJar jar = FakeJar.Connect(_host.Port, _token);
        Assert.Equal(FrameType.Opened, jar.Open(new ScriptedWriter(_query), _query, 0, 99)?.Type);
        jar.SendRows((1, "a"));
        Assert.Equal(1, jar.Close().Rows);
        Assert.True(SpinWait.SpinUntil(() => _host.RunningCount == 0, 10_000));
    }
}
