using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lakebase.SparkTests.Scripts;

/// <summary>A standalone Spark master with two workers on this machine.</summary>
internal sealed class StandaloneCluster : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("lakebase-test-").FullName;
    private readonly List<Process> _processes = [];
    private readonly string _sparkHome;

    private StandaloneCluster(string sparkHome, int port)
    {
        _sparkHome = sparkHome;
        Master = string.Create(CultureInfo.InvariantCulture, $"spark://127.0.0.1:{port}");
    }

    /// <summary>For <c>--master</c>.</summary>
    public string Master { get; }

    /// <summary>What the drivers of cluster deploy mode have printed.</summary>
    public string DriverOutput => string.Concat(Directory
        .EnumerateFiles(_folder, "std*", SearchOption.AllDirectories)
        .Where(file => file.Contains("driver-", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    public static async Task<StandaloneCluster> StartAsync(string sparkHome)
    {
        int port = FreePort();
        var cluster = new StandaloneCluster(sparkHome, port);
        try
        {
            cluster.Start("master.Master", "--port", port.ToString(CultureInfo.InvariantCulture));
            await UntilListeningAsync(port);

            // A job waits for workers, so nothing here has to.
            for (int i = 1; i <= 2; i++)
            {
                cluster.Start("worker.Worker", "--cores", "2", "--memory", "2g", "--work-dir", Path.Combine(cluster._folder, $"work{i}"), cluster.Master);
            }

            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Process process in Enumerable.Reverse(_processes))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Start(string daemon, params string[] options)
    {
        var start = new ProcessStartInfo(
            Path.Combine(_sparkHome, "bin", "spark-class"),
            [$"org.apache.spark.deploy.{daemon}", "--host", "127.0.0.1", "--webui-port", "0", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SPARK_HOME"] = _sparkHome;
        start.Environment["SPARK_LOCAL_IP"] = "127.0.0.1";
        Process process = Process.Start(start)!;

        // Unread pipes would fill up and stop the daemon.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task UntilListeningAsync(int port)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await tick.WaitForNextTickAsync(deadline.Token);
            }
        }
    }
}
