using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;

namespace Lakebase.Cli.Managed;

/// <summary><c>lakebase managed get</c>.</summary>
internal static class GetCommand
{
    public static Command Create(CommandFactory factory, WorkspaceArguments workspace)
    {
        Argument<string> name = ManagedArguments.Name();
        Option<ManagedGeneration?> generation = ManagedArguments.Generation();
        Option<bool> wait = new("--wait") { Description = "Wait until the table can be read" };
        Option<TimeSpan?> timeout = ManagedArguments.Timeout();
        return factory.Create(
            "get",
            "Show a synced table: its state, how far it is, and what it follows",
            [name, generation, wait, timeout],
            ["managed get main.shop.orders_synced", "managed get main.shop.orders_synced --wait --timeout 2h"],
            async (parsed, run, cancellationToken) =>
            {
                string table = ManagedArguments.CheckedName(parsed.GetValue(name)!);
                ManagedTablesClient client = workspace.Connect(parsed, run);
                ManagedTable found = await run.WithProgressAsync(
                    $"asking {client.Workspace}",
                    async progress =>
                    {
                        ManagedTable current = await client.GetAsync(table, parsed.GetValue(generation), cancellationToken).ConfigureAwait(false);
                        return parsed.GetValue(wait)
                            ? await client.WaitUntilOnlineAsync(
                                current, ManagedArguments.TimeoutOf(parsed, timeout), ManagedArguments.Of(progress), cancellationToken)
                                .ConfigureAwait(false)
                            : current;
                    }).ConfigureAwait(false);
                return new CommandResult(ManagedTableView.ToJson(found), console => ManagedTableView.Write(console, found));
            });
    }
}
