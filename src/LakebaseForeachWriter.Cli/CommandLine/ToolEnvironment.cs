using Lakebase.Managed;

namespace Lakebase.Cli.CommandLine;

/// <summary>Everything outside that a command may touch, so that tests can stand in for it.</summary>
internal sealed record ToolEnvironment
{
    /// <summary>The result's stream.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The stream of errors, questions and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers to questions.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether somebody is there to answer.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Looks an environment variable up.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the client of a workspace.</summary>
    public Func<WorkspaceOptions, ManagedTablesClient> Workspace { get; init; } = options => new ManagedTablesClient(options);

    /// <summary>How long a command works before it shows progress.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>This process's own.</summary>
    public static ToolEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        OutIsTerminal = !Console.IsOutputRedirected && !IsDumb(),
        ErrorIsTerminal = !Console.IsErrorRedirected && !IsDumb(),
        InIsTerminal = !Console.IsInputRedirected,
    };

    private static bool IsDumb() => Environment.GetEnvironmentVariable("TERM") == "dumb";
}
