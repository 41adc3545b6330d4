using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Lakebase.IntegrationTests;

/// <summary>
/// A TCP proxy in front of a server that listens to what is said: it counts round trips, and can break a connection at the worst moment.
/// </summary>
internal sealed class TappedLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private byte[]? _text;
    private bool _arrives;
    private int _toBreak;
    private int _roundTrips;

    /// <summary>A proxy to the server of a connection string, listening.</summary>
    public TappedLine(string connectionString)
    {
        NpgsqlConnectionStringBuilder server = new(connectionString);
        (_host, _port) = (server.Host!, server.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often a client has spoken after the server had.</summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>How many connections are still to be broken.</summary>
    public int LeftToBreak => Math.Max(0, Volatile.Read(ref _toBreak));

    /// <summary>Breaks the connections on which a client says this.</summary>
    /// <param name="text">What the client says.</param>
    /// <param name="arrives">Whether the server still hears it, so that only its answer is lost.</param>
    /// <param name="times">How many connections break; all others work.</param>
    public void BreakAt(string text, bool arrives, int times) =>
        (_text, _arrives, _toBreak) = (Encoding.UTF8.GetBytes(text), arrives, times);

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
        bool isSocketFolder = _host.StartsWith('/');
        using (client)
        using (Socket server = isSocketFolder
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp))
        {
            await server.ConnectAsync(
                isSocketFolder ? new UnixDomainSocketEndPoint($"{_host}/.s.PGSQL.{_port}") : new DnsEndPoint(_host, _port), _stop.Token);
            bool isSaid = false;
            bool isClientsTurn = true;
            Task asking = PumpAsync(client.Client, server, bytes =>
            {
                _ = isClientsTurn ? Interlocked.Increment(ref _roundTrips) : 0;
                isClientsTurn = false;
                isSaid |= _text is { } text && bytes.IndexOf(text) >= 0 && Interlocked.Decrement(ref _toBreak) >= 0;
                return !isSaid || _arrives;
            });
            Task answering = PumpAsync(server, client.Client, _ =>
            {
                isClientsTurn = true;
                return !isSaid;
            });
            await Task.WhenAny(asking, answering);
        }
    }

    /// <summary>Passes bytes on until one side closes, or the filter says that these are lost.</summary>
    private async Task PumpAsync(Socket from, Socket to, Filter passes)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0 && passes(buffer.AsSpan(0, count)))
            {
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has closed, or the test is over.
        }
    }

    private delegate bool Filter(ReadOnlySpan<byte> bytes);
}
