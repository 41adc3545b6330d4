using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.UnitTests.Worker;

/// <summary>The jar's side of one connection to a worker.</summary>
internal sealed class FakeJar : IDisposable
{
    public static readonly StructType Schema = new([new StructField("id", new LongType()), new StructField("name", new StringType())]);

    private static readonly RowEncoder s_encoder = new(Schema);
    private static long s_attempts;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000, SendTimeout = 20_000 };

    public FakeJar(int port) => _socket.Connect(IPAddress.Loopback, port);

    public static FakeJar Connect(int port, byte[] token, int version = HelloMessage.ProtocolVersion)
    {
        var jar = new FakeJar(port);
        jar.Send(new HelloMessage(version, token).Write);
        return jar;
    }

    public long TaskAttemptId { get; } = Interlocked.Increment(ref s_attempts);

    public void Send(Action<FrameWriter> write)
    {
        var writer = new FrameWriter();
        write(writer);
        SendBytes(writer.WrittenSpan);
    }

    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Says that nothing more comes; answers can still be read.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The worker has closed already.
        }
    }

    /// <summary>Whether the worker has closed the connection.</summary>
    public bool HasEnded => _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;

    /// <summary>OPEN, and WRITER when asked for it. The answer is OPENED, ERROR, or null for an end of stream.</summary>
    public (FrameType Type, byte[] Body)? Open(IForeachWriter writer, string query, long partition = 0, long epoch = 0, string? schema = null, int? graceMs = null)
    {
        byte[] payload = WriterPayload.Serialize(writer);
        var properties = new Dictionary<string, string>
        {
            ["queryId"] = query,
            ["runId"] = "run",
            ["queryName"] = "",
            ["batchId"] = epoch.ToString(),
            ["stageId"] = "1",
            ["taskAttemptId"] = TaskAttemptId.ToString(),
            ["attemptNumber"] = "2",
            ["applicationId"] = "app",
            ["sparkVersion"] = "4.1.4",
            ["writer.mode"] = "fast",
        };
        if (graceMs is { } grace)
        {
            properties["abortGraceMs"] = grace.ToString();
        }

        Send(new OpenMessage(partition, epoch, SHA256.HashData(payload), schema ?? Schema.Json, properties).Write);
        (FrameType Type, byte[] Body)? answer = Read();
        if (answer?.Type == FrameType.NeedWriter)
        {
            SendWriter(payload);
            answer = Read();
        }

        return answer;
    }

    public void SendWriter(byte[] payload) => Send(w =>
    {
        w.BeginFrame(FrameType.Writer);
        w.WriteBytes(payload);
        w.EndFrame();
    });

    public void SendRows(params (long Id, string Name)[] rows) => Send(w =>
    {
        w.BeginFrame(FrameType.Rows);
        w.WriteInt32(rows.Length);
        foreach ((long id, string name) in rows)
        {
            s_encoder.Write(w, [id, name]);
        }

        w.EndFrame();
    });

    public ClosedMessage Close()
    {
        Send(new CloseMessage(false, "").Write);
        (FrameType Type, byte[] Body)? answer = Read();
        Assert.Equal(FrameType.Closed, answer?.Type);
        return ClosedMessage.Read(answer!.Value.Body);
    }

    public ErrorMessage ReadError()
    {
        (FrameType Type, byte[] Body)? answer = Read();
        Assert.Equal(FrameType.Error, answer?.Type);
        return ErrorMessage.Read(answer!.Value.Body);
    }

    public void Abort(string query, long partition, long epoch, long taskAttemptId) => Send(new AbortMessage(query, partition, epoch, taskAttemptId, "stopped").Write);

    public (FrameType Type, byte[] Body)? Read()
    {
        byte[] header = new byte[FrameHeader.Size];
        if (!Fill(header))
        {
            return null;
        }

        FrameHeader read = FrameHeader.Read(header);
        byte[] body = new byte[read.BodyLength];
        return Fill(body) ? (read.Type, body) : null;
    }

    public void Dispose() => _socket.Dispose();

    private bool Fill(byte[] target)
    {
        for (int held = 0; held < target.Length;)
        {
            int received;
            try
            {
                received = _socket.Receive(target.AsSpan(held));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                return false;
            }

            if (received == 0)
            {
                return false;
            }

            held += received;
        }

        return true;
    }
}
