using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Lakebase.Worker;

/// <summary>
/// The process that an executor JVM starts (docs/protocol.md §3): it takes a token from standard input, tells its port on standard output,
/// and lives until standard input ends.
/// </summary>
internal static class Program
{
    /// <summary>Exit code when the class that the application's WorkerStartup names could not be made.</summary>
    private const int StartupFailed = 3;

    internal static int Main(string[] arguments)
    {
        if (Console.In.ReadLine() is not { Length: 2 * Lakebase.SparkRows.Frames.HelloMessage.TokenSize } line || !line.All(char.IsAsciiHexDigit))
        {
            Console.Error.WriteLine("This program is started by Spark executors, not by hand: it expects a token of 64 hexadecimal digits on standard input.");
            return 2;
        }

        // A terminal's Ctrl-C reaches the whole process group; the JVM decides when this process ends, by closing its standard input.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);

        var host = new WorkerHost(Convert.FromHexString(line), TimeProvider.System, Console.Error, EndProcess);
        ExceptionHandling.SetUnhandledExceptionHandler(exception =>
        {
            host.FailAll(exception);
            return true;
        });
        TaskScheduler.UnobservedTaskException += (_, e) => Console.Error.WriteLine($"A task that nobody awaited failed: {e.Exception}");

        host.Listen();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LAKEBASE_WORKER 1 {host.Port}"));
        Console.Out.Flush();

        // Only now: the port is the first line on standard output, and the application may print what it likes.
        if (!ApplicationStartup.TryRun(arguments.FirstOrDefault(), Console.Error, out ApplicationStartup? application))
        {
            EndProcess(StartupFailed);
            return StartupFailed;
        }

        host.Start();
        WaitForEndOfInput();
        host.Stop(WorkerHost.StopTimeout);
        application.Dispose();
        EndProcess(0);
        return 0;
    }

    private static void WaitForEndOfInput()
    {
        while (Console.In.ReadLine() is not null)
        {
            // Nothing is expected; only the end counts.
        }
    }

    // Exit handlers of a writer's libraries could hold the process for as long as they like.
    private static void EndProcess(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        using var last = new Timer(_ => Process.GetCurrentProcess().Kill(), null, TimeSpan.FromMilliseconds(500), Timeout.InfiniteTimeSpan);
        Environment.Exit(exitCode);
    }
}
