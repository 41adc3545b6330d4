using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Lakebase.LocalServers;

/// <summary>The broker's JVM in one folder: starts it, waits until it answers, stops or kills it.</summary>
internal sealed class KafkaProcess(string java, string libraries, ServerFolder folder, TimeSpan timeout)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    // A broker of small topics: little heap, no compiler threads that compete with whoever is being measured.
    private static readonly string[] JavaOptions =
        ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"];

    // The signals of a terminal reach every process of its group, and whoever owns the broker still needs it then. Java leaves a signal
    // alone that was ignored when it started. The shell's process becomes Java's, so its id is known before Java runs.
    private const string Script =
        """
        trap '' INT HUP QUIT
        echo $$ >"$1"
        log=$2; shift 2
        exec "$@" >>"$log" 2>&1 </dev/null
        """;

    private Process? _process;

    /// <summary>Kills the broker of the folder from a shell, whichever process it is by then.</summary>
    public static IReadOnlyList<string> KillCommand(ServerFolder folder) =>
        ["/bin/sh", "-c", "kill -KILL \"$(cat \"$1\")\"", "lakebase-kafka-kill", IdFile(folder)];

    /// <summary>Kills the broker that an owner who is gone has left in the folder, if it still runs.</summary>
    public static async Task KillIn(ServerFolder folder)
    {
        string file = IdFile(folder);
        if (!File.Exists(file)
            || !int.TryParse(await File.ReadAllTextAsync(file).ConfigureAwait(false), CultureInfo.InvariantCulture, out int id))
        {
            return;
        }

        try
        {
            using var left = Process.GetProcessById(id);

            // The number may be another process's by now.
            if (left.ProcessName == "java")
            {
                await KillAsync(left).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended, or it is somebody else's.
        }
    }

    /// <summary>Starts the broker and waits until it answers; otherwise returns why it does not.</summary>
    public async Task<string?> StartAsync(int port, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        _process = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            [
                "-c", Script, "lakebase-kafka", IdFile(folder), Log, java, .. JavaOptions, "-cp", Path.Combine(libraries, "*"),
                "kafka.Kafka", KafkaFiles.SettingsIn(folder.Path),
            ])
        {
            WorkingDirectory = folder.Path,
        })!;

        while (!await KafkaProbe.AnswersAsync(port, cancellationToken).ConfigureAwait(false))
        {
            if (_process.HasExited)
            {
                return LastLogLines();
            }

            if (Stopwatch.GetElapsedTime(start) > timeout)
            {
                await KillAsync().ConfigureAwait(false);
                return $"it did not answer within {timeout.TotalSeconds:0} s. {LastLogLines()}";
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Stops the broker if it runs: SIGTERM, on which it writes everything and closes its files.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        // .NET has no way to send it, and every shell has.
        string id = process.Id.ToString(CultureInfo.InvariantCulture);
        await CommandLine.RunAsync(["/bin/sh", "-c", "kill -TERM \"$1\"", "sh", id], "/", timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException slow)
        {
            throw new PrivateKafkaException($"The private Kafka did not stop within {timeout.TotalSeconds:0} s: {LastLogLines()}", slow);
        }

        Forget();
    }

    /// <summary>Kills the broker if it runs (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            await KillAsync(process).ConfigureAwait(false);
            Forget();
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(KillPatience).ConfigureAwait(false);
    }

    private static string IdFile(ServerFolder folder) => Path.Combine(folder.Path, "kafka.pid");

    private string Log => Path.Combine(folder.Path, "server.log");

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
        File.Delete(IdFile(folder));
    }

    // Without the stacks, behind which the reason would be lost.
    private string LastLogLines() => File.Exists(Log)
        ? string.Join(" | ", File.ReadLines(Log).Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0])).TakeLast(5))
        : "it left no log";
}
