using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Managed;

/// <summary>Which workspace, for every command of the group. No option takes a secret: others could read it in the list of processes.</summary>
internal sealed class WorkspaceArguments
{
    private readonly Option<string?> _host = new("--host")
    {
        Description = "The workspace, https://… (default: DATABRICKS_HOST, or the profile's)",
        HelpName = "address",
        Recursive = true,
    };

    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "The profile of ~/.databrickscfg to log in with (default: DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and "
            + "DATABRICKS_CLIENT_SECRET, or the file's default)",
        HelpName = "name",
        Recursive = true,
    };

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_host, _profile];

    /// <summary>The client of that workspace.</summary>
    /// <exception cref="UsageException">No workspace or no login is configured, or too many are.</exception>
    public ManagedTablesClient Connect(ParseResult parsed, CommandRun run)
    {
        try
        {
            return run.Environment.Workspace(new WorkspaceOptions { Host = parsed.GetValue(_host), Profile = parsed.GetValue(_profile) });
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(InOptions(wrong.Message));
        }
    }

    // The library speaks of its own members.
    private static string InOptions(string problem) => problem
        .Replace("set Host, ", "give --host, set ", StringComparison.Ordinal)
        .Replace("(Host, ", "(--host, ", StringComparison.Ordinal)
        .Replace("(Profile, ", "(--profile, ", StringComparison.Ordinal)
        .Replace("AuthType", "DATABRICKS_AUTH_TYPE", StringComparison.Ordinal);
}
