using System.Diagnostics;
using System.Globalization;

namespace Lakebase.Benchmarks.Server;

/// <summary>A <see cref="DelayProxy"/> in a process of its own, so that it costs none of the measured ones anything but the processor.</summary>
internal sealed class Distance : IDisposable
{
    private readonly Process _process;

    private Distance(Process process, int port, TimeSpan roundTrip)
    {
        _process = process;
        Port = port;
        RoundTrip = roundTrip;
    }

    /// <summary>Where to connect to instead of the server.</summary>
    public int Port { get; }

    /// <summary>What it adds to a round trip.</summary>
    public TimeSpan RoundTrip { get; }

    public static Distance Start(int serverPort, TimeSpan roundTrip)
    {
        Process process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                typeof(Distance).Assembly.Location,
                DelayProxy.Command,
                serverPort.ToString(CultureInfo.InvariantCulture),
                (roundTrip.TotalMicroseconds / 2).ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new Distance(process, int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture), roundTrip);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
