using System.Net;
using System.Net.Sockets;

namespace Lakebase.Worker;

/// <summary>Listens on loopback and gives each connection a thread.</summary>
internal sealed class WorkerHost
{
    /// <summary>How long tasks may take to close when the JVM is gone; the protocol promises an end within 5 s.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private const int MaxUnauthenticated = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskThreads _threads = new();
    private readonly ConnectionHandler _handler;
    private readonly RunningTasks _running;
    private readonly TextWriter _log;
    private int _unauthenticated;
    private volatile bool _stopped;

    /// <param name="token">What every connection must begin with.</param>
    /// <param name="clock">Measures time-outs.</param>
    /// <param name="log">Takes lines for the executor's log.</param>
    /// <param name="endProcess">Ends the process with an exit code, when an aborted writer does not return and nothing else runs.</param>
    public WorkerHost(byte[] token, TimeProvider clock, TextWriter log, Action<int> endProcess)
    {
        _log = TextWriter.Synchronized(log);
        _running = new RunningTasks(clock, _log, endProcess);
        _handler = new ConnectionHandler(token, clock, _running, _log);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int ThreadCount => _threads.Count;

    public int RunningCount => _running.Count;

    /// <summary>Takes a port; connections wait there until <see cref="Start"/>.</summary>
    public void Listen() => _listener.Start();

    /// <summary>Serves connections.</summary>
    public void Start()
    {
        _listener.Start();
        new Thread(Accept) { IsBackground = true, Name = "accept" }.Start();
    }

    /// <summary>Aborts all tasks and waits until they have closed, or the time is over.</summary>
    public void Stop(TimeSpan timeout)
    {
        _stopped = true;
        _listener.Stop();
        _running.AbortAll("the executor's JVM has ended");
        _running.WaitUntilEmpty(timeout);
    }

    /// <summary>Fails every running task: an exception on a thread of its own cannot be told to belong to one of them.</summary>
    public void FailAll(Exception exception)
    {
        _log.WriteLine($"Unhandled exception in the worker: {exception}");
        _running.FailAll(exception);
    }

    private void Accept()
    {
        while (!_stopped)
        {
            Socket socket;
            try
            {
                socket = _listener.AcceptSocket();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                if (_stopped)
                {
                    return;
                }

                _log.WriteLine($"The worker could not accept a connection: {e.Message}");
                continue;
            }

            if (Interlocked.Increment(ref _unauthenticated) > MaxUnauthenticated)
            {
                Interlocked.Decrement(ref _unauthenticated);
                socket.Dispose();
                continue;
            }

            _threads.Run(() => _handler.Handle(socket, () => Interlocked.Decrement(ref _unauthenticated)));
        }
    }
}
