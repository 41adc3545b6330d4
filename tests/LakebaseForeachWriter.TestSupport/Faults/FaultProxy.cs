using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Lakebase.TestSupport.Faults;

/// <summary>
/// A TCP proxy in front of a PostgreSQL server that knows where its messages begin and end, and does to its connections what networks do: as
/// planned, at a certain message of a certain connection, or at once to all of them. Thread-safe.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, ProxiedConnection> _open = new();
    private readonly ConcurrentQueue<Fault> _struck = new();
    private readonly IReadOnlyList<Fault> _plan;
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private volatile bool _isFrozen;
    private int _accepted;

    /// <summary>A proxy to this server, listening.</summary>
    /// <param name="host">A host name, an address, or the folder of a Unix socket.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="plan">What goes wrong; each fault strikes once.</param>
    public FaultProxy(string host, int port, params IReadOnlyList<Fault> plan)
    {
        _server = host.StartsWith('/') ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{port}") : new DnsEndPoint(host, port);
        _plan = plan;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long what is said takes to the other side, on connections made from now on.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that neither side has closed.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>The planned faults that have struck.</summary>
    public IReadOnlyCollection<Fault> Struck => [.. _struck];

    /// <summary>From now on all connections, new ones included, are silent: they stay open, but nothing is read or passed on.</summary>
    public void Freeze()
    {
        _isFrozen = true;
        Strike(FaultKind.Freeze, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on new connections work. Those that were silent stay so.</summary>
    public void Resume() => _isFrozen = false;

    /// <summary>Does something to all connections that are open.</summary>
    public void Strike(FaultKind kind, TimeSpan span = default)
    {
        foreach (ProxiedConnection connection in _open.Values)
        {
            connection.Strike(kind, span);
        }
    }

    /// <summary>Ends everything; from now on nobody listens.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
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
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // Here and not in DisposeAsync: a listener that is stopped between two accepts refuses the next one.
            _listener.Stop();
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        int number = Interlocked.Increment(ref _accepted);
        using Socket server = _server is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        using ProxiedConnection connection = new(client, server, [.. _plan.Where(fault => fault.Connection == number)], _struck.Enqueue);
        _open[number] = connection;
        if (Latency > TimeSpan.Zero)
        {
            connection.Strike(FaultKind.Delay, Latency);
        }

        if (_isFrozen)
        {
            connection.Strike(FaultKind.Freeze, Timeout.InfiniteTimeSpan);
        }

        try
        {
            await server.ConnectAsync(_server, _stop.Token);
            await connection.RunAsync(_stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is not there, or the test is over.
        }

        _open.TryRemove(number, out _);
    }
}
