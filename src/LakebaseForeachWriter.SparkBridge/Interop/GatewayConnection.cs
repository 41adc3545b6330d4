using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Microsoft.Spark.Interop;

/// <summary>
/// One authenticated connection to the gateway: one request, one reply. The JVM serves it with a thread of its own,
/// so whatever Spark keeps per thread (active session, local properties) belongs to a connection.
/// </summary>
/// <remarks>Not thread-safe: whoever has checked it out of the pool uses it alone.</remarks>
internal sealed class GatewayConnection : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _replies;

    private GatewayConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _replies = new StreamReader(_stream, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
    }

    /// <summary>The context that the JVM's thread behind this connection was last put into.</summary>
    public DriverContext? Applied { get; set; }

    /// <summary>Connects and authenticates.</summary>
    /// <exception cref="IOException">Nobody listens, the secret is refused, or the deadline has passed.</exception>
    public static GatewayConnection Open(GatewayAddress address, TimeSpan deadline)
    {
        Exception? last = null;

        // The gateway listens on Java's loopback address, which is ::1 where the JVM prefers IPv6.
        foreach (var ip in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            try
            {
                return Open(new IPEndPoint(ip, address.Port), address.Secret, deadline);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                last = e;
            }
        }

        throw new IOException($"No Spark gateway answers on port {address.Port} of this machine.", last);
    }

    /// <summary>Sends a command and waits for its reply, as long as the call takes.</summary>
    /// <exception cref="IOException">The JVM is gone.</exception>
    public Reply Exchange(string command)
    {
        _stream.Write(Utf8.GetBytes(command));
        return Reply.Parse(ReadLine());
    }

    /// <summary>Sends several commands at once and drops their replies.</summary>
    public void ExchangeAll(IReadOnlyCollection<string> commands)
    {
        _stream.Write(Utf8.GetBytes(string.Concat(commands)));
        foreach (var _ in commands)
        {
            ReadLine();
        }
    }

    public void Dispose()
    {
        _replies.Dispose();
        _socket.Dispose();
    }

    private static GatewayConnection Open(IPEndPoint endPoint, string secret, TimeSpan deadline)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            // Without it every exchange would stall for about 40 ms (Nagle against delayed acknowledgement).
            NoDelay = true,
        };
        try
        {
            using var timeout = new CancellationTokenSource(deadline);
            socket.ConnectAsync(endPoint, timeout.Token).AsTask().GetAwaiter().GetResult();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new GatewayConnection(socket);
        try
        {
            socket.ReceiveTimeout = (int)deadline.TotalMilliseconds;
            var reply = connection.Exchange(CommandWriter.Authenticate(secret));
            socket.ReceiveTimeout = 0;
            if (reply.Kind == ReplyKind.Value)
            {
                return connection;
            }
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            connection.Dispose();

            // After a wrong secret Py4J resets the connection, often before its answer can be read.
            throw new IOException("The Spark gateway closed the connection during authentication.", e);
        }

        connection.Dispose();
        throw new IOException("The Spark gateway refused the secret.");
    }

    private string ReadLine() =>
        _replies.ReadLine() ?? throw new IOException("The Spark JVM closed the connection.");
}
