using System.Net.Sockets;
using System.Security.Cryptography;
using Lakebase.SparkRows.Frames;

namespace Lakebase.Worker;

/// <summary>Authenticates a connection and finds out what it is: a task, or the control connection.</summary>
internal sealed class ConnectionHandler(byte[] token, TimeProvider clock, RunningTasks running, TextWriter log)
{
    private const int HelloBodyLength = sizeof(int) + HelloMessage.TokenSize;

    private static readonly TimeSpan s_authenticationTimeout = TimeSpan.FromSeconds(5);

    private readonly WriterCache _writers = new();
    private readonly DecoderCache _decoders = new();

    /// <summary>Serves the connection to its end, on the calling thread, and throws nothing.</summary>
    /// <param name="socket">The connection; it is disposed.</param>
    /// <param name="leaveUnauthenticated">Called once, when the connection is authenticated or closed.</param>
    public void Handle(Socket socket, Action leaveUnauthenticated)
    {
        using var connection = new FrameConnection(socket);
        try
        {
            bool authenticated;
            using (ITimer timer = clock.CreateTimer(_ => connection.StopReading(), null, s_authenticationTimeout, Timeout.InfiniteTimeSpan))
            {
                try
                {
                    authenticated = Authenticate(connection);
                }
                finally
                {
                    leaveUnauthenticated();
                }
            }

            // The timer may have fired in the last moment; then the next read ends.
            if (authenticated && connection.TryRead(out FrameHeader header, out ReadOnlyMemory<byte> body))
            {
                Serve(connection, header, body);
            }
        }
        catch (FrameException e)
        {
            log.WriteLine($"A connection broke the protocol: {e.Message}");
        }
        catch (Exception e)
        {
            log.WriteLine($"A connection failed: {e}");
        }
    }

    private bool Authenticate(FrameConnection connection)
    {
        try
        {
            return connection.TryRead(out FrameHeader header, out ReadOnlyMemory<byte> body, HelloBodyLength)
                && header == new FrameHeader(FrameType.Hello, HelloBodyLength)
                && HelloMessage.Read(body.Span) is { Version: HelloMessage.ProtocolVersion } hello
                && CryptographicOperations.FixedTimeEquals(hello.Token, token);
        }
        catch (FrameException)
        {
            // A stranger gets no answer, and no line in the log that he could fill it with.
            return false;
        }
    }

    private void Serve(FrameConnection connection, FrameHeader header, ReadOnlyMemory<byte> body)
    {
        switch (header.Type)
        {
            case FrameType.Open:
                new TaskRun(connection, OpenMessage.Read(body.Span), _writers, _decoders, running, log).Execute();
                break;
            case FrameType.Abort:
                do
                {
                    AbortMessage abort = header.Type == FrameType.Abort
                        ? AbortMessage.Read(body.Span)
                        : throw new FrameException($"A control connection carries a frame of type {header.Type}.");
                    running.Abort(new TaskKey(abort.QueryId, abort.Partition, abort.Epoch), abort.TaskAttemptId, abort.Reason);
                }
                while (connection.TryRead(out header, out body));
                break;
            default:
                throw new FrameException($"A connection begins with a frame of type {header.Type} instead of OPEN or ABORT.");
        }
    }
}
