using System.CommandLine;
using Lakebase.Cli.CommandLine;

namespace Lakebase.Cli.Sync;

/// <summary>The group <c>lakebase sync</c>: Delta tables kept in step by our own engine, in any PostgreSQL.</summary>
internal static class SyncCommands
{
    public static Command Create(CommandFactory factory) => factory.Group(
        "sync",
        "Delta tables kept in step in any PostgreSQL by this tool's own engine, with or without Databricks",
        CreateCommand.Create(factory),
        RunCommand.Create(factory),
        StatusCommand.Create(factory),
        ListCommand.Create(factory),
        DeleteCommand.Create(factory));
}
