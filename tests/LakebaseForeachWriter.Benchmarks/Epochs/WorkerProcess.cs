using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Lakebase.Benchmarks.Shapes;
using Lakebase.SparkRows.Frames;
using Lakebase.SparkRows.Payload;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Benchmarks.Epochs;

/// <summary>A worker process as the jar starts it, and the jar's side of its protocol.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(HelloMessage.TokenSize);
    private readonly int _port;
    private readonly byte[] _payload;
    private readonly StructType _schema;
    private long _attempts;

    public WorkerProcess(IForeachWriter writer, StructType schema)
    {
        _payload = WriterPayload.Serialize(writer);
        _schema = schema;
        string name = typeof(WorkerProcess).Assembly.GetName().Name!;
        Process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["exec", "--depsfile", $"{name}.deps.json", "--runtimeconfig", $"{name}.runtimeconfig.json", "LakebaseForeachWriter.Worker.dll", name])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Process.StandardInput.WriteLine(Convert.ToHexString(_token).ToLowerInvariant());
        Process.StandardInput.Flush();
        string[] words = (Process.StandardOutput.ReadLine() ?? "").Split(' ');
        _port = words.Length > 2
            ? int.Parse(words[2], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("The worker did not start; what it says stands above.");
    }

    public Process Process { get; }

    /// <summary>Runs an epoch from OPEN to CLOSED, over a connection of its own as the jar's tasks do; returns the milliseconds.</summary>
    public double RunEpoch(long partition, long epoch, IEnumerable<RowFrame> frames)
    {
        long start = Stopwatch.GetTimestamp();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, _port);
        Send(socket, new HelloMessage(HelloMessage.ProtocolVersion, _token).Write);
        Send(socket, Open(partition, epoch).Write);
        (FrameType type, byte[] body) = Read(socket);
        if (type == FrameType.NeedWriter)
        {
            Send(socket, writer =>
            {
                writer.BeginFrame(FrameType.Writer);
                writer.WriteBytes(_payload);
                writer.EndFrame();
            });
            (type, body) = Read(socket);
        }

        Expect(FrameType.Opened, type, body);
        long rows = 0;
        foreach (RowFrame frame in frames)
        {
            rows += frame.Count;
            Send(socket, writer =>
            {
                writer.BeginFrame(FrameType.Rows);
                writer.WriteInt32(frame.Count);
                writer.WriteBytes(frame.Rows);
                writer.EndFrame();
            });
        }

        Send(socket, new CloseMessage(HasError: false, "").Write);
        (type, body) = Read(socket);
        Expect(FrameType.Closed, type, body);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        long counted = ClosedMessage.Read(body).Rows;
        return counted == rows ? milliseconds : throw new InvalidOperationException($"The worker counted {counted} rows of {rows}.");
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        if (!Process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            Process.Kill();
        }

        Process.Dispose();
    }

    private OpenMessage Open(long partition, long epoch) => new(partition, epoch, SHA256.HashData(_payload), _schema.Json, new Dictionary<string, string>
    {
        ["queryId"] = "benchmark",
        ["runId"] = "run",
        ["queryName"] = "",
        ["batchId"] = epoch.ToString(CultureInfo.InvariantCulture),
        ["stageId"] = "1",
        ["taskAttemptId"] = Interlocked.Increment(ref _attempts).ToString(CultureInfo.InvariantCulture),
        ["attemptNumber"] = "0",
        ["applicationId"] = "benchmark",
        ["sparkVersion"] = "4.1.4",
    });

    private static void Expect(FrameType expected, FrameType actual, byte[] body)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException(
                $"The worker answered {actual} instead of {expected}. {(actual == FrameType.Error ? ErrorMessage.Read(body).Message : "")}");
        }
    }

    private static void Send(Socket socket, Action<FrameWriter> write)
    {
        FrameWriter writer = new();
        write(writer);
        for (ReadOnlySpan<byte> left = writer.WrittenSpan; left.Length > 0;)
        {
            left = left[socket.Send(left)..];
        }
    }

    private static (FrameType Type, byte[] Body) Read(Socket socket)
    {
        byte[] head = new byte[FrameHeader.Size];
        Fill(socket, head);
        FrameHeader header = FrameHeader.Read(head);
        byte[] body = new byte[header.BodyLength];
        Fill(socket, body);
        return (header.Type, body);
    }

    private static void Fill(Socket socket, Span<byte> target)
    {
        while (target.Length > 0)
        {
            int count = socket.Receive(target);
            target = count > 0 ? target[count..] : throw new InvalidOperationException("The worker has hung up; what it says stands above.");
        }
    }
}
