using System.Net;
using System.Net.Sockets;

namespace Lakebase.LocalServers;

/// <summary>Ports of this machine's loopback address.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that nobody listens on at this moment; another process may take it before the caller does.</summary>
    public static int FindFree()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
