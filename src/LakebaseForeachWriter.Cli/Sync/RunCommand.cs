using System.CommandLine;
using Lakebase.Cli.CommandLine;
using Lakebase.SyncedTables;

namespace Lakebase.Cli.Sync;

/// <summary><c>lakebase sync run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CommandFactory factory)
    {
        Argument<string[]> targets = new("table")
        {
            Description = "Synced tables that were created before, by their targets",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> all = new("--all") { Description = "Run every synced table of the database" };
        DefinitionArguments definitions = new();
        SparkArguments spark = new();
        EngineArguments engine = new();
        return factory.Create(
            "run",
            "Bring synced tables up to date by their policies: a snapshot, the changes since the last run, or, continuously, until Ctrl-C. Several "
                + "run at once in one Spark session.",
            [targets, all, .. definitions.Symbols, .. spark.Symbols, .. engine.Symbols],
            [
                "sync run public.orders --connection-file db.txt",
                "sync run --file tables.yaml --spark-conf spark.driver.memory=4g --connection-file db.txt",
                "sync run --source-path /lake/orders --target public.orders --primary-key id --connection-file db.txt",
            ],
            async (parsed, run, cancellationToken) =>
            {
                IReadOnlyList<SyncedTableDefinition> given = definitions.Read(parsed);
                string[] names = parsed.GetValue(targets) ?? [];
                bool wantsAll = parsed.GetValue(all);
                if (new[] { given.Count > 0, names.Length > 0, wantsAll }.Count(way => way) != 1)
                {
                    throw new UsageException("Say in one way which tables to run: by their names, by --all, by --file, or by the options of a definition.");
                }

                SyncedTableEngine tables = engine.Open(parsed, run.Environment);
                await using (tables.ConfigureAwait(false))
                {
                    IReadOnlyList<SyncedTableDefinition> chosen = given.Count > 0
                        ? given
                        : await ChooseAsync(tables, names, run, cancellationToken).ConfigureAwait(false);
                    IReadOnlyList<SyncedTableStatus> ended = await run.WithProgressAsync(
                        "starting Spark",
                        async progress =>
                        {
                            using SparkApplication application = await spark.StartAsync(parsed, run.Environment, cancellationToken).ConfigureAwait(false);
                            return await tables.RunAllAsync(
                                application.Session, chosen, new RunProgress(progress, run.Environment.Time), cancellationToken).ConfigureAwait(false);
                        }).ConfigureAwait(false);

                    // What is continuous has no other end than this one.
                    cancellationToken.ThrowIfCancellationRequested();
                    return new CommandResult(SyncedTablesJson.Of(ended), console => SyncedTableView.Write(console, ended));
                }
            });
    }

    private static async Task<IReadOnlyList<SyncedTableDefinition>> ChooseAsync(
        SyncedTableEngine tables, string[] names, CommandRun run, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
        {
            IReadOnlyList<SyncedTableStatus> known = await tables.ListAsync(cancellationToken).ConfigureAwait(false);
            return known.Count > 0
                ? [.. known.Select(table => table.Definition)]
                : throw new NoSuchTableException($"There is no synced table in this database: '{Tool.Name} sync create' makes one.");
        }

        List<SyncedTableDefinition> chosen = [];
        foreach (string name in names)
        {
            chosen.Add((await StatusCommand.FindAsync(tables, name, run, cancellationToken).ConfigureAwait(false)).Definition);
        }

        return chosen;
    }
}
