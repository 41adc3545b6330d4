using System.CommandLine;
using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Managed;
using Spectre.Console;

namespace Lakebase.Cli.Managed;

/// <summary><c>lakebase managed list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandFactory factory, WorkspaceArguments workspace)
    {
        Option<string?> schema = new("--schema")
        {
            Description = "List the synced tables among the tables of a schema in Unity Catalog, catalog.schema",
            HelpName = "catalog.schema",
        };
        Option<string?> instance = new("--instance")
        {
            Description = "List the synced tables of a database instance (a request that the service does not answer everywhere)",
            HelpName = "name",
        };
        return factory.Create(
            "list",
            "List synced tables. The service has no list of its own for projects, so a schema is looked through.",
            [schema, instance],
            ["managed list --schema main.shop", "managed list --instance my-instance --json"],
            async (parsed, run, cancellationToken) =>
            {
                (string Catalog, string Schema)? place = SchemaOf(parsed.GetValue(schema));
                string? name = parsed.GetValue(instance);
                if ((place is null) == string.IsNullOrWhiteSpace(name))
                {
                    throw new UsageException("Name one of --schema catalog.schema and --instance name.");
                }

                ManagedTablesClient client = workspace.Connect(parsed, run);
                List<ManagedTable> tables = await run.WithProgressAsync(
                    $"asking {client.Workspace}",
                    progress => CollectAsync(
                        place is { } at
                            ? client.ListSchemaAsync(at.Catalog, at.Schema, cancellationToken)
                            : client.ListInstanceAsync(name!, cancellationToken),
                        progress)).ConfigureAwait(false);
                return new CommandResult(
                    new ManagedListJson([.. tables.Select(ManagedTableView.ToJson)]),
                    console => Write(console, tables, parsed.GetValue(schema) ?? name!));
            });
    }

    private static (string Catalog, string Schema)? SchemaOf(string? text) => text?.Split('.') switch
    {
        null => null,
        [{ Length: > 0 } catalog, { Length: > 0 } schema] => (catalog, schema),
        _ => throw new UsageException($"--schema must be catalog.schema, not '{text}'."),
    };

    private static async Task<List<ManagedTable>> CollectAsync(IAsyncEnumerable<ManagedTable> tables, IProgress<ProgressStep> progress)
    {
        List<ManagedTable> found = [];
        try
        {
            await foreach (ManagedTable table in tables.ConfigureAwait(false))
            {
                found.Add(table);
                progress.Report(new ProgressStep($"found {found.Count} so far"));
            }
        }
        catch (ManagedServiceException unknown) when (unknown.ErrorCode == "NOT_IMPLEMENTED" || (int?)unknown.Status == 501)
        {
            throw new UsageException(
                $"{unknown.Message} The service does not answer this request here: use --schema catalog.schema, which looks through a schema.");
        }

        return found;
    }

    private static void Write(IAnsiConsole console, List<ManagedTable> tables, string place)
    {
        if (tables.Count == 0)
        {
            console.WriteLine($"There is no synced table in {place}.");
            return;
        }

        Table lines = Consoles.Table("table", "state", "policy", "source", "version", "last sync");
        foreach (ManagedTable table in tables)
        {
            lines.AddRow(
                new Text(table.Name),
                new Text(ManagedTableView.StateOf(table), new Style(table.HasFailed ? Color.Red : table.IsOnline ? Color.Green : Color.Yellow)),
                new Text(table.SchedulingPolicy is { } policy ? Words.Of(policy) : ""),
                new Text(table.SourceTable ?? ""),
                new Text(table.LastVersion?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(table.LastSyncEndedAt?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? ""));
        }

        console.Write(lines);
    }
}

/// <summary>The JSON form of a list.</summary>
internal sealed record ManagedListJson(IReadOnlyList<ManagedTableJson> Tables);
