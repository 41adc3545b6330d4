using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Spark.Interop;

namespace Lakebase.UnitTests.SparkBridge;

/// <summary>Speaks Py4J's protocol on a real socket; what it answers is up to the test.</summary>
internal sealed class FakeGateway : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Func<string, string> _answer;
    private int _connections;

    /// <param name="answer">Command (lines joined by spaces, without the end line) to reply line.</param>
    public FakeGateway(Func<string, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public GatewayAddress Address => new(((IPEndPoint)_listener.LocalEndpoint).Port, "secret");

    /// <summary>All commands, each with the number of the connection it came over.</summary>
    public ConcurrentQueue<(int Connection, string Command)> Commands { get; } = new();

    public JvmGateway Connect(Func<string?>? describe = null) => new(Address, describe ?? (() => null));

    /// <summary>Ends all connections, as a dying JVM does.</summary>
    public void Die()
    {
        _listener.Stop();
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    public void Dispose() => Die();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                var number = Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(client, number));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\n", AutoFlush = true };
            await reader.ReadLineAsync();
            var authenticated = await reader.ReadLineAsync() == "secret";
            await writer.WriteLineAsync(authenticated ? "!yv" : "!xsAuthentication error: unexpected command.");
            var lines = new List<string>();
            while (authenticated && await reader.ReadLineAsync() is { } line)
            {
                if (line != "e" || lines is ["a"])
                {
                    lines.Add(line);
                    continue;
                }

                var command = string.Join(' ', lines);
                lines.Clear();
                Commands.Enqueue((number, command));
                await writer.WriteLineAsync(_answer(command));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The other side has gone.
        }
        finally
        {
            client.Dispose();
        }
    }
}
