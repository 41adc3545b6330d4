using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;
using Spectre.Console;

namespace Lakebase.Cli.Sync;

/// <summary><c>lakebase sync list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandFactory factory)
    {
        EngineArguments engine = new();
        return factory.Create(
            "list",
            "List the synced tables of a database.",
            [.. engine.Symbols],
            ["sync list --connection-file db.txt"],
            async (parsed, run, cancellationToken) =>
            {
                SyncedTableEngine tables = engine.Open(parsed, run.Environment);
                await using (tables.ConfigureAwait(false))
                {
                    IReadOnlyList<SyncedTableStatus> all = await run.WithProgressAsync(
                        "asking the database", _ => tables.ListAsync(cancellationToken)).ConfigureAwait(false);
                    return new CommandResult(SyncedTablesJson.Of(all), console =>
                    {
                        if (all.Count == 0)
                        {
                            console.WriteLine("There is no synced table in this database.");
                        }
                        else
                        {
                            SyncedTableView.Write(console, all);
                        }
                    });
                }
            });
    }
}
