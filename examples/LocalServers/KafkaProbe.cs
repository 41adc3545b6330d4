using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lakebase.LocalServers;

/// <summary>
/// Asks a broker which requests it knows: the one question that every version answers, in the one form that every version reads. A
/// broker opens its port only when it is ready for clients, but the process behind a port may be somebody else's.
/// </summary>
internal static class KafkaProbe
{
    private const short ApiVersions = 18;
    private const int Correlation = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether a broker answers on the loopback port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token).ConfigureAwait(false);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Request(), deadline.Token).ConfigureAwait(false);

            // Length, correlation id, error code.
            byte[] answer = new byte[10];
            await stream.ReadExactlyAsync(answer, deadline.Token).ConfigureAwait(false);
            return BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(4)) == Correlation
                && BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(8)) == 0;
        }
        catch (Exception silent) when (silent is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Length, key, version 0, correlation id, no client id.
    private static byte[] Request()
    {
        byte[] request = new byte[14];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - sizeof(int));
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(4), ApiVersions);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(8), Correlation);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(12), -1);
        return request;
    }
}
