using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;

namespace Lakebase.Cli.Sync;

/// <summary><c>lakebase sync create</c>.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandFactory factory)
    {
        DefinitionArguments definitions = new();
        EngineArguments engine = new();
        return factory.Create(
            "create",
            "Write down what synced tables are, or give them a new definition. Copies nothing, and needs no Spark.",
            [.. definitions.Symbols, .. engine.Symbols],
            [
                "sync create --source-path /lake/orders --target public.orders --primary-key id --policy triggered --connection-file db.txt",
                "sync create --file tables.yaml --connection-file db.txt",
            ],
            async (parsed, run, cancellationToken) =>
            {
                IReadOnlyList<SyncedTableDefinition> given = definitions.Read(parsed);
                if (given.Count == 0)
                {
                    throw new UsageException("Nothing is defined: give --file, or --source or --source-path with --target and --primary-key.");
                }

                SyncedTableEngine tables = engine.Open(parsed, run.Environment);
                await using (tables.ConfigureAwait(false))
                {
                    List<SyncedTableStatus> made = await run.WithProgressAsync(
                        "writing the definitions",
                        async _ =>
                        {
                            List<SyncedTableStatus> states = [];
                            foreach (SyncedTableDefinition definition in given)
                            {
                                states.Add(await tables.CreateAsync(definition, cancellationToken).ConfigureAwait(false));
                            }

                            return states;
                        }).ConfigureAwait(false);
                    return new CommandResult(SyncedTablesJson.Of(made), console => SyncedTableView.Write(console, made));
                }
            });
    }
}
