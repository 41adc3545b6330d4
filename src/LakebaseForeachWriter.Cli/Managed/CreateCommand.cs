using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;
using Lakebase.Managed.Wire;
using Spectre.Console;

namespace Lakebase.Cli.Managed;

/// <summary><c>lakebase managed create</c>.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandFactory factory, WorkspaceArguments workspace)
    {
        DefinitionArguments definition = new();
        Option<bool> wait = new("--wait") { Description = "Wait until the first load is done and the table can be read" };
        Option<bool> dryRun = new("--dry-run") { Description = "Show the request and send nothing" };
        Option<TimeSpan?> timeout = ManagedArguments.Timeout();
        return factory.Create(
            "create",
            "Make a synced table. Ends when the service has made it; its first load then goes on there.",
            [.. definition.Symbols, wait, dryRun, timeout],
            [
                "managed create main.shop.orders_synced --source main.shop.orders --primary-key id --policy triggered "
                    + "--project shop --database app",
                "managed create main.shop.orders_synced --spec orders.json --wait",
            ],
            async (parsed, run, cancellationToken) =>
            {
                ManagedTableDefinition table = definition.Read(parsed);
                if (parsed.GetValue(dryRun))
                {
                    return DryRun(table);
                }

                ManagedTablesClient client = workspace.Connect(parsed, run);
                ManagedTable made = await run.WithProgressAsync(
                    $"making {table.Name}",
                    async progress =>
                    {
                        TimeSpan limit = ManagedArguments.TimeoutOf(parsed, timeout);
                        long startedAt = run.Environment.Time.GetTimestamp();
                        IProgress<ManagedTableProgress> steps = ManagedArguments.Of(progress);
                        ManagedTable current = await client.CreateAsync(table, limit, steps, cancellationToken).ConfigureAwait(false);
                        TimeSpan left = limit - run.Environment.Time.GetElapsedTime(startedAt);
                        return parsed.GetValue(wait)
                            ? await client.WaitUntilOnlineAsync(
                                current, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), steps, cancellationToken).ConfigureAwait(false)
                            : current;
                    }).ConfigureAwait(false);
                return new CommandResult(ManagedTableView.ToJson(made), console =>
                {
                    ManagedTableView.Write(console, made);
                    if (!made.IsOnline)
                    {
                        console.WriteLine();
                        console.WriteLine($"Made. The first load goes on in the service: {Tool.Name} managed get {made.Name} --wait");
                    }
                });
            });
    }

    private static CommandResult DryRun(ManagedTableDefinition table)
    {
        bool isProvisioned = table.Generation == ManagedGeneration.Provisioned || table.InstanceName is not null;
        JsonNode body = isProvisioned
            ? JsonSerializer.SerializeToNode(TableMapping.ToProvisioned(table), ManagedJson.Default.ProvisionedTable)!
            : JsonSerializer.SerializeToNode(TableMapping.ToAutoscaling(table), ManagedJson.Default.AutoscalingRequest)!;
        string path = isProvisioned
            ? "/api/2.0/database/synced_tables"
            : $"/api/2.0/postgres/synced_tables?synced_table_id={Uri.EscapeDataString(table.Name)}";
        return new CommandResult(new ManagedRequestJson("POST", path, body), console =>
        {
            console.WriteLine($"POST {path}");
            console.WriteLine(body.ToJsonString(new JsonSerializerOptions(JsonSerializerOptions.Default)
            {
                WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }));
        });
    }
}

/// <summary>The JSON form of a request that is not sent.</summary>
internal sealed record ManagedRequestJson(string Method, string Path, JsonNode Body);
