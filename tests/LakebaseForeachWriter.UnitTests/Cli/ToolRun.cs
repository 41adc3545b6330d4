using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.Connections.Databricks;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Cli;

/// <summary>One run of the tool inside this process, with an environment of the test's own.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    /// <summary>The JSON form.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;

    /// <summary>Runs a command line; blanks part its words, so words with blanks are given one by one.</summary>
    public static Task<ToolRun> OfAsync(string commandLine, ToolEnvironment? environment = null) =>
        OfAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment);

    /// <summary>Runs a command line.</summary>
    public static async Task<ToolRun> OfAsync(string[] args, ToolEnvironment? environment = null)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await Tool.RunAsync(args, (environment ?? Nothing()) with { Out = output, Error = error });
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>An environment without variables, where nobody answers.</summary>
    public static ToolEnvironment Nothing() => new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        In = TextReader.Null,
        Variable = _ => null,
    };

    /// <summary>The environment of somebody who is logged in to a workspace.</summary>
    public static ToolEnvironment At(FakeWorkspace workspace, string? answer = null) => Nothing() with
    {
        Workspace = options => new ManagedTablesClient(
            new WorkspaceLogin(workspace.Address, null, FakeWorkspace.Token, isToken: true),
            new ApiPatience { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 },
            new PollRhythm { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(5) },
            TimeProvider.System),
        In = new StringReader(answer is null ? "" : answer + "\n"),
        InIsTerminal = answer is not null,
    };
}
