using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Lakebase.Benchmarks.Server;

/// <summary>
/// A TCP proxy that holds all bytes for the same time, either way, and lets others follow meanwhile: distance without a limit of
/// throughput. (The tests' FaultProxy holds one piece at a time, and to the millisecond: right for faults, wrong for measurements.)
/// </summary>
internal static partial class DelayProxy
{
    /// <summary>The command line that runs it: port of the server, microseconds one way.</summary>
    public const string Command = "delay-proxy";

    private const int PieceBytes = 64 * 1024;
    private const int PiecesOnTheWay = 512;

    /// <summary>Prints the port that it listens on, and runs until standard input ends.</summary>
    public static int Run(int serverPort, double oneWayMicroseconds)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Console.Out.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        StartThread(() =>
        {
            while (true)
            {
                Socket client = listener.AcceptSocket();
                Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                server.Connect(IPAddress.Loopback, serverPort);
                Pump(client, server, TimeSpan.FromMicroseconds(oneWayMicroseconds));
                Pump(server, client, TimeSpan.FromMicroseconds(oneWayMicroseconds));
            }
        });
        Console.In.ReadToEnd();
        return 0;
    }

    private static void Pump(Socket from, Socket to, TimeSpan delay)
    {
        BlockingCollection<(long Due, byte[] Bytes)> way = new(PiecesOnTheWay);
        long ticks = (long)(delay.TotalSeconds * Stopwatch.Frequency);
        StartThread(() =>
        {
            byte[] buffer = new byte[PieceBytes];
            try
            {
                for (int count; (count = from.Receive(buffer)) > 0;)
                {
                    way.Add((Stopwatch.GetTimestamp() + ticks, buffer[..count]));
                }
            }
            catch (SocketException)
            {
                // The end of a connection, however it ends.
            }

            way.CompleteAdding();
        });
        StartThread(() =>
        {
            try
            {
                foreach ((long due, byte[] bytes) in way.GetConsumingEnumerable())
                {
                    WaitUntil(due);
                    to.Send(bytes);
                }

                to.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                from.Close();
            }
        });
    }

    // Thread.Sleep knows milliseconds only.
    private static void WaitUntil(long due)
    {
        for (long left; (left = due - Stopwatch.GetTimestamp()) > 0;)
        {
            double seconds = (double)left / Stopwatch.Frequency;
            if (OperatingSystem.IsWindows())
            {
                Thread.Sleep((int)Math.Ceiling(seconds * 1000));
            }
            else
            {
                long[] time = [(long)seconds, (long)((seconds - (long)seconds) * 1e9)];
                _ = NanoSleep(time, 0);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(long[] time, nint remaining);

    private static void StartThread(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
}
