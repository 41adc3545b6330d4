using Lakebase.Worker;

/// <summary>
/// How the executable of a self-contained application becomes a worker: the jar names this assembly in <c>DOTNET_STARTUP_HOOKS</c>, and
/// the runtime calls <see cref="Initialize"/> before the application's own <c>Main</c>, which is never reached. Name and place of the
/// class are the runtime's rule.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Runs the worker and ends the process.</summary>
    public static void Initialize()
    {
        // A .NET program that a writer starts is no worker. The user's own hooks stay; ours is the last.
        string hooks = Environment.GetEnvironmentVariable(Variable) ?? "";
        int last = hooks.LastIndexOf(Path.PathSeparator);
        Environment.SetEnvironmentVariable(Variable, last < 0 ? null : hooks[..last]);

        // The first is the assembly, the second says in the process list what this process is.
        string[] arguments = Environment.GetCommandLineArgs();
        Environment.Exit(Program.Main(arguments[2..]));
    }
}
