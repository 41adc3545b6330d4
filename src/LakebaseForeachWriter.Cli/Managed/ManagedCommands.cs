using System.CommandLine;
using Lakebase.Cli.CommandLine;

namespace Lakebase.Cli.Managed;

/// <summary>The group <c>lakebase managed</c>: synced tables of the managed service.</summary>
internal static class ManagedCommands
{
    public static Command Create(CommandFactory factory)
    {
        WorkspaceArguments workspace = new();
        Command group = factory.Group(
            "managed",
            "Synced tables of the managed service on Databricks, of both generations of Lakebase",
            CreateCommand.Create(factory, workspace),
            GetCommand.Create(factory, workspace),
            ListCommand.Create(factory, workspace),
            DeleteCommand.Create(factory, workspace));
        foreach (Option option in workspace.Options)
        {
            group.Options.Add(option);
        }

        return group;
    }
}
