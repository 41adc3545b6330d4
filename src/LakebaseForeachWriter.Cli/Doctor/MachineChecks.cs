using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Lakebase.Cli.Doctor;

/// <summary>This machine itself: the runtime, loopback connections, a place for temporary files.</summary>
internal static class MachineChecks
{
    private const string Area = "machine";

    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(CancellationToken cancellationToken) =>
        [Runtime(), await LoopbackAsync(cancellationToken).ConfigureAwait(false), TemporaryFolder()];

    private static DoctorFinding Runtime() =>
        DoctorFinding.Ok(
            Area, ".NET",
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors");

    // Driver, JVM and worker talk over loopback.
    private static async Task<DoctorFinding> LoopbackAsync(CancellationToken cancellationToken)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            using TcpClient client = new();
            Task<TcpClient> accepting = listener.AcceptTcpClientAsync(cancellationToken).AsTask();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellationToken).ConfigureAwait(false);
            using TcpClient accepted = await accepting.ConfigureAwait(false);
            return DoctorFinding.Ok(Area, "loopback", "Connections within this machine work.");
        }
        catch (SocketException refused)
        {
            return DoctorFinding.Problem(
                Area, "loopback", $"A connection within this machine failed: {refused.SocketErrorCode}.",
                "Spark, driver and worker talk over 127.0.0.1: look at the firewall and the sandbox.");
        }
    }

    private static DoctorFinding TemporaryFolder()
    {
        string folder = Path.GetTempPath();
        try
        {
            string file = Path.Combine(folder, $"lakebase-doctor-{Guid.NewGuid():N}");
            File.WriteAllText(file, "");
            File.Delete(file);
            return DoctorFinding.Ok(Area, "temporary folder", $"{folder} can be written.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Problem(
                Area, "temporary folder", $"{folder} cannot be written: {refused.Message}", "Set TMPDIR to a folder that can be.");
        }
    }
}
