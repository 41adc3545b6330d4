using System.Net;
using System.Net.Sockets;

namespace Lakebase.TestSupport;

/// <summary>
/// A TCP proxy in front of a server that can fall silent as a broken network does: connections stay open, but nothing is read or written any
/// more. Connections made after <see cref="Resume"/> work; those that were silent stay so. Thread-safe.
/// </summary>
public sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile Line _line = new();

    /// <summary>A proxy to this server, listening.</summary>
    public StallingProxy(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on all connections, new ones included, are silent.</summary>
    public void Stall() => _line.IsSilent = true;

    /// <summary>As soon as somebody says this, all connections are silent, and what was said is not passed on.</summary>
    public void StallAt(string text) => _line.SilentAt = System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>From now on new connections work.</summary>
    public void Resume() => _line = new Line();

    /// <summary>Ends everything; from now on nobody listens.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Line line = _line;
        using (client)
        using (Socket server = _host.StartsWith('/') ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await server.ConnectAsync(
                    _host.StartsWith('/') ? new UnixDomainSocketEndPoint($"{_host}/.s.PGSQL.{_port}") : new DnsEndPoint(_host, _port), _stop.Token);
                await Task.WhenAny(PumpAsync(client.Client, server, line), PumpAsync(server, client.Client, line));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                // The server is not there, or the test is over.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Line line)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                line.IsSilent |= line.SilentAt is { } text && buffer.AsSpan(0, count).IndexOf(text) >= 0;
                if (line.IsSilent)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has closed.
        }
    }

    private sealed class Line
    {
        private volatile bool _isSilent;
        private volatile byte[]? _silentAt;

        public byte[]? SilentAt
        {
            get => _silentAt;
            set => _silentAt = value;
        }

        public bool IsSilent
        {
            get => _isSilent;
            set => _isSilent = value;
        }
    }
}
