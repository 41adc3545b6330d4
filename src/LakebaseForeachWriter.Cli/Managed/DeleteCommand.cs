using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;
using Spectre.Console;

namespace Lakebase.Cli.Managed;

/// <summary><c>lakebase managed delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandFactory factory, WorkspaceArguments workspace)
    {
        Argument<string> name = ManagedArguments.Name();
        Option<ManagedGeneration?> generation = ManagedArguments.Generation();
        Option<bool> purge = new("--purge-data")
        {
            Description = "Drop the table in PostgreSQL too; only Provisioned can do it, for Autoscaling the statement to run is shown",
        };
        Option<bool> yes = new("--yes", "-y") { Description = "Do not ask" };
        Option<TimeSpan?> timeout = ManagedArguments.Timeout();
        return factory.Create(
            "delete",
            "Delete a synced table and its pipeline's part in it. The table in PostgreSQL stays, unless --purge-data is given.",
            [name, generation, purge, yes, timeout],
            ["managed delete main.shop.orders_synced", "managed delete main.shop.orders_synced --purge-data --yes"],
            async (parsed, run, cancellationToken) =>
            {
                string full = ManagedArguments.CheckedName(parsed.GetValue(name)!);
                ManagedTablesClient client = workspace.Connect(parsed, run);
                ManagedTable table = await run.WithProgressAsync(
                    $"asking {client.Workspace}",
                    _ => client.GetAsync(full, parsed.GetValue(generation), cancellationToken)).ConfigureAwait(false);
                bool purges = parsed.GetValue(purge);
                if (purges && table.Generation == ManagedGeneration.Autoscaling)
                {
                    throw new UsageException(
                        "The service cannot drop the PostgreSQL table of an Autoscaling project, so nothing was deleted. "
                        + $"Repeat without --purge-data, then run this in {DatabaseOf(table)}: {table.DropStatement}");
                }

                if (!parsed.GetValue(yes) && !run.Confirm(Question(table, purges), "--yes"))
                {
                    return new CommandResult(
                        Json(table, isDeleted: false, isPurged: false), console => console.WriteLine("Nothing was deleted."));
                }

                await run.WithProgressAsync(
                    $"deleting {table.Name}",
                    async progress =>
                    {
                        await client.DeleteAsync(
                            table, purges, ManagedArguments.TimeoutOf(parsed, timeout), ManagedArguments.Of(progress), cancellationToken)
                            .ConfigureAwait(false);
                        return true;
                    }).ConfigureAwait(false);
                return new CommandResult(Json(table, isDeleted: true, purges), console => Write(console, table, purges));
            });
    }

    private static string Question(ManagedTable table, bool purges) => purges
        ? $"Delete the synced table {table.Name}, and drop its table in PostgreSQL with all its rows?"
        : $"Delete the synced table {table.Name}? (Its table in PostgreSQL stays.)";

    private static string DatabaseOf(ManagedTable table) => table.Database is { } database ? $"the database '{database}'" : "its database";

    private static void Write(IAnsiConsole console, ManagedTable table, bool purged)
    {
        console.WriteLine($"The synced table {table.Name} is deleted.");
        if (purged)
        {
            console.WriteLine("Its table in PostgreSQL was dropped by the service.");
            return;
        }

        console.WriteLine($"Its table in PostgreSQL is still there. To drop it, run this in {DatabaseOf(table)}:");
        console.WriteLine($"  {table.DropStatement}");
    }

    private static ManagedDeletionJson Json(ManagedTable table, bool isDeleted, bool isPurged) => new(
        table.Name, table.Generation, isDeleted, isPurged, table.Database, isPurged ? null : table.DropStatement);
}

/// <summary>The JSON form of a deletion.</summary>
internal sealed record ManagedDeletionJson(
    string Name, ManagedGeneration Generation, bool IsDeleted, bool IsPurged, string? Database, string? DropStatement);
