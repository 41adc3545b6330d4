namespace Lakebase.Cli.CommandLine;

/// <summary>The exit codes. Stable: scripts depend on them, and docs/cli.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing is wrong.</summary>
    public const int Done = 0;

    /// <summary>A server or workspace refused, or could not be reached.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file that it names or the configuration must be put right first. Nothing was done.</summary>
    public const int WrongUse = 2;

    /// <summary>The question was answered, and the answer is that something is wrong.</summary>
    public const int ProblemsFound = 3;

    /// <summary>What the command was asked about is not there.</summary>
    public const int NotFound = 4;

    /// <summary>The wait was over before the service was done, which goes on.</summary>
    public const int StillRunning = 5;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
