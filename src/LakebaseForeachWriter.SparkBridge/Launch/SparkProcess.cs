using System.Diagnostics;
using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Launch;

/// <summary>
/// The driver JVM of an application that was started on its own (<c>dotnet run</c>). It lives as long as its standard
/// input, a pipe whose other end only this process holds: however the application ends, the JVM ends with it.
/// </summary>
internal sealed class SparkProcess : IDisposable
{
    private const string JarName = "lakebase-foreachwriter-spark.jar";
    private const string FileVariable = "LAKEBASE_GATEWAY_FILE";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ExitDeadline = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private SparkProcess(Process process, SparkLog log, GatewayAddress address, Version sparkVersion)
    {
        _process = process;
        Log = log;
        Address = address;
        SparkVersion = sparkVersion;
    }

    public GatewayAddress Address { get; }

    public SparkLog Log { get; }

    public Version SparkVersion { get; }

    /// <summary>Starts Spark and waits until its gateway answers.</summary>
    /// <exception cref="InvalidOperationException">
    /// Spark, Java or the jar is missing or does not fit, or the JVM ended; the message says what to do.
    /// </exception>
    /// <exception cref="TimeoutException">The gateway did not start in time.</exception>
    public static SparkProcess Start(IReadOnlyDictionary<string, string> conf)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "Spark is started by this library on Linux and macOS only; on Windows run the application in WSL.");
        }

        var spark = SparkHome.Find(Environment.GetEnvironmentVariable);
        var java = JavaHome.Find(Environment.GetEnvironmentVariable);
        java.CheckFor(spark.Version);
        var jar = FindJar();

        using var folder = new GatewayFolder();
        var arguments = LaunchOptions.Arguments(conf, LaunchOptions.NamesMaster(spark, Environment.GetEnvironmentVariable), jar);
        var log = SparkLog.FromEnvironment();
        var quickStart = QuickStart.Variables(spark, java, Environment.GetEnvironmentVariable);
        var process = StartProcess(spark, arguments, folder.File, quickStart);
        try
        {
            Pump(process.StandardOutput, Console.Out.WriteLine);
            Pump(process.StandardError, log.Add);
            var address = WaitForAddress(process, log, folder.File);
            return new SparkProcess(process, log, address, spark.Version);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>What became of the JVM, for the message of a failed call.</summary>
    public string? Describe()
    {
        try
        {
            // The connection breaks a moment before the process can be waited for.
            if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
            {
                return null;
            }

            var lines = Log.LastLines;
            return $"It exited with code {_process.ExitCode}."
                + (lines.Length == 0 ? "" : $" Its last log lines:{Environment.NewLine}{lines}");
        }
        catch (InvalidOperationException)
        {
            // The application ends at the same time, and has let the process go while another thread still called Spark.
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(ExitDeadline))
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended on its own.
        }

        _process.Dispose();
    }

    private static string FindJar()
    {
        var beside = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(SparkProcess).Assembly.Location) ?? "" };
        return beside.Select(folder => Path.Combine(folder, JarName)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"{JarName} is not beside the application ({AppContext.BaseDirectory}): it was built without a JDK. "
                + "Install a JDK (17) and build again.");
    }

    private static Process StartProcess(
        SparkHome spark, IReadOnlyList<string> arguments, string file, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // A terminal sends Ctrl-C to its whole foreground process group. The JVM must not see it: Spark would be gone
        // before the application has stopped its query. .NET cannot start a process in a session of its own, so
        // setsid(1) does it; where that is missing (macOS) the shell starts it with SIGINT ignored, which Java respects.
        if (FindOnPath("setsid") is { } setsid)
        {
            start.FileName = setsid;
        }
        else
        {
            start.FileName = "/bin/sh";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("trap '' INT; exec \"$@\"");
            start.ArgumentList.Add("spark-submit");
        }

        start.ArgumentList.Add(spark.SparkSubmit);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FileVariable] = file;
        start.Environment["SPARK_HOME"] = spark.Folder;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{spark.SparkSubmit} could not be started.");
    }

    private static string? FindOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static GatewayAddress WaitForAddress(Process process, SparkLog log, string file)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!);
        using var wake = new AutoResetEvent(initialState: false);
        watcher.Renamed += (_, _) => wake.Set();
        watcher.Created += (_, _) => wake.Set();
        watcher.EnableRaisingEvents = true;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => SetUnlessDisposed(wake);

        var started = Stopwatch.GetTimestamp();
        while (!File.Exists(file))
        {
            if (process.HasExited)
            {
                // Let the pump read the last lines before they are shown.
                process.WaitForExit();
                throw new InvalidOperationException(
                    $"Spark ended while it was starting (exit code {process.ExitCode}). "
                    + $"Its last lines:{Environment.NewLine}{log.LastLines}");
            }

            var left = StartDeadline - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw new TimeoutException(
                    $"Spark's gateway did not start within {StartDeadline.TotalSeconds:0} s. "
                    + $"Its last lines:{Environment.NewLine}{log.LastLines}");
            }

            // A bounded wait, because file notifications can be lost (queue overflow, some network file systems).
            wake.WaitOne(TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, 500)));
        }

        return GatewayAddress.Parse(File.ReadAllText(file));
    }

    private static void SetUnlessDisposed(AutoResetEvent wake)
    {
        try
        {
            wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // The JVM ended later than its start.
        }
    }

    private static void Pump(StreamReader reader, Action<string?> take) =>
        _ = Task.Run(async () =>
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                take(line);
            }
        });
}
