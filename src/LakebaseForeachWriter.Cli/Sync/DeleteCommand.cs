using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;
using Spectre.Console;

namespace Lakebase.Cli.Sync;

/// <summary><c>lakebase sync delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandFactory factory)
    {
        Argument<string> target = StatusCommand.Target();
        Option<bool> keep = new("--keep-table") { Description = "Leave the table in PostgreSQL, and forget only that it is a copy" };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask" };
        EngineArguments engine = new();
        return factory.Create(
            "delete",
            "Drop a synced table in PostgreSQL and forget its state. The source is not touched.",
            [target, keep, yes, .. engine.Symbols],
            ["sync delete public.orders --connection-file db.txt", "sync delete public.orders --keep-table --yes"],
            async (parsed, run, cancellationToken) =>
            {
                SyncedTableEngine tables = engine.Open(parsed, run.Environment);
                await using (tables.ConfigureAwait(false))
                {
                    SyncedTableStatus table = await StatusCommand.FindAsync(tables, parsed.GetValue(target)!, run, cancellationToken)
                        .ConfigureAwait(false);

                    // A table of that name that no run has made is somebody else's.
                    bool drops = !parsed.GetValue(keep) && table.LastAction is not null;
                    string question = drops
                        ? $"Drop the table {table.Target} with all its rows, and forget its state?"
                        : $"Forget the state of {table.Target}? (No table is dropped.)";
                    if (!parsed.GetValue(yes) && !run.Confirm(question, "--yes"))
                    {
                        return new CommandResult(
                            new SyncDeletionJson(table.Target, IsDeleted: false, IsDropped: false), console => console.WriteLine("Nothing was deleted."));
                    }

                    await run.WithProgressAsync(
                        $"deleting {table.Target}", _ => tables.DeleteAsync(table.Target, drops, cancellationToken)).ConfigureAwait(false);
                    return new CommandResult(
                        new SyncDeletionJson(table.Target, IsDeleted: true, drops),
                        console => console.WriteLine($"{table.Target} is no longer kept in step{(drops ? ", and the table is dropped" : "; no table was dropped")}."));
                }
            });
    }
}

/// <summary>The JSON form of a deletion.</summary>
internal sealed record SyncDeletionJson(string Target, bool IsDeleted, bool IsDropped);
