using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;

namespace Lakebase.Cli.Sync;

/// <summary><c>lakebase sync status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandFactory factory)
    {
        Argument<string> target = Target();
        EngineArguments engine = new();
        return factory.Create(
            "status",
            "Show a synced table: its state, the Delta version and the rows that it has, lag and throughput.",
            [target, .. engine.Symbols],
            ["sync status public.orders --connection-file db.txt", "sync status public.orders --json"],
            async (parsed, run, cancellationToken) =>
            {
                SyncedTableEngine tables = engine.Open(parsed, run.Environment);
                await using (tables.ConfigureAwait(false))
                {
                    SyncedTableStatus table = await FindAsync(tables, parsed.GetValue(target)!, run, cancellationToken).ConfigureAwait(false);
                    return new CommandResult(SyncedTableView.ToJson(table), console => SyncedTableView.Write(console, [table]));
                }
            });
    }

    /// <summary>The argument that names a synced table.</summary>
    public static Argument<string> Target() => new("table") { Description = "The synced table by its target, table or schema.table" };

    /// <exception cref="NoSuchTableException">There is none.</exception>
    public static async Task<SyncedTableStatus> FindAsync(
        SyncedTableEngine tables, string target, CommandRun run, CancellationToken cancellationToken) =>
        await run.WithProgressAsync("asking the database", _ => tables.FindAsync(target, cancellationToken)).ConfigureAwait(false)
        ?? throw new NoSuchTableException(
            $"There is no synced table {target} in this database. '{Tool.Name} sync list' shows those that are there.");
}

/// <summary>What a command was asked about is not there.</summary>
internal sealed class NoSuchTableException(string message) : Exception(message);
