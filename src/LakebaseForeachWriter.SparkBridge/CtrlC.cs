namespace Microsoft.Spark;

/// <summary>
/// The default answer to Ctrl-C: active queries are stopped, then the process ends with exit code 130. A program that
/// cancels <see cref="Console.CancelKeyPress"/> itself keeps control.
/// </summary>
internal static class CtrlC
{
    private const int InterruptedExitCode = 130;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(15);
    private static readonly Lock Gate = new();
    private static readonly ManualResetEventSlim Never = new(initialState: false);
    private static volatile bool _stopping;

    /// <summary>
    /// Puts the default answer at the end of the handlers' list. Whoever waits for a query calls it again, so that a
    /// program's own handler, installed meanwhile, is asked first and can be respected.
    /// </summary>
    public static void Watch()
    {
        lock (Gate)
        {
            Console.CancelKeyPress -= OnCancelKeyPress;
            Console.CancelKeyPress += OnCancelKeyPress;
        }
    }

    /// <summary>Waits for the end of the process if Ctrl-C is ending it: the exit code is 130, not what the program would return.</summary>
    public static void LetEnd()
    {
        if (_stopping)
        {
            Never.Wait();
        }
    }

    private static void OnCancelKeyPress(object? sender, ConsoleCancelEventArgs e)
    {
        if (e.Cancel || _stopping || e.SpecialKey != ConsoleSpecialKey.ControlC)
        {
            // The program has taken over, or the user is impatient and the process ends at once.
            return;
        }

        _stopping = true;
        e.Cancel = true;
        var stop = new Thread(StopAndExit) { IsBackground = true, Name = "Spark stop" };
        stop.Start();
    }

    private static void StopAndExit()
    {
        Task.Run(StopQueries).Wait(StopDeadline);
        Environment.Exit(InterruptedExitCode);
    }

    private static void StopQueries()
    {
        try
        {
            if (Sql.SparkSession.GetDefaultSession() is not { } session)
            {
                return;
            }

            foreach (var query in session.Streams().Active())
            {
                query.Stop();
            }

            session.Stop();
        }
        catch (JvmException e)
        {
            Console.Error.WriteLine($"Spark could not be stopped: {e.Message}");
        }
    }
}
