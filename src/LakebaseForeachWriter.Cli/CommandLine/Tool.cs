using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Lakebase.Cli.Check;
using Lakebase.Cli.Doctor;
using Lakebase.Cli.Managed;
using Lakebase.Cli.Plan;
using Lakebase.Cli.Sync;

namespace Lakebase.Cli.CommandLine;

/// <summary>The whole tool: its commands, and how a command line becomes an exit code.</summary>
internal static class Tool
{
    /// <summary>How the tool is called.</summary>
    public const string Name = "lakebase";

    // Ctrl-C must end it within two seconds, whatever a server does meanwhile.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs a command line. Every failure ends in one message and an exit code that is not 0.</summary>
    public static async Task<int> RunAsync(string[] args, ToolEnvironment environment)
    {
        Option<bool> json = new("--json")
        {
            Description = "Print the result as one JSON object",
            Recursive = true,
        };
        RootCommand root = Commands(environment, json);
        if (args.Length == 0)
        {
            args = ["--help"];
        }

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            CommandRun run = new(environment, PathOf(parsed.CommandResult), args.Contains("--json"));
            return run.Fail(ExitCode.WrongUse, ParseProblems.Describe(parsed));
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToEnd,
            Output = environment.Out,
            Error = environment.Error,
        }).ConfigureAwait(false);
    }

    /// <summary>All commands. One folder of the project per group.</summary>
    public static RootCommand Commands(ToolEnvironment environment, Option<bool> json)
    {
        RootCommand root = new(
            "Lakebase and PostgreSQL beside Spark: synced tables of the managed service, what a copy will take, and whether it can work.");
        root.Options.Add(json);
        CommandFactory factory = new(environment, json);
        root.Subcommands.Add(SyncCommands.Create(factory));
        root.Subcommands.Add(ManagedCommands.Create(factory));
        root.Subcommands.Add(PlanCommand.Create(factory));
        root.Subcommands.Add(CheckCommand.Create(factory));
        root.Subcommands.Add(DoctorCommand.Create(factory));
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction standard } help)
        {
            help.Action = new HelpWithExamples(standard, factory.Examples);
        }

        return root;
    }

    /// <summary>The words of a command after the tool's own name: <c>managed get</c>.</summary>
    public static string PathOf(SymbolResult? result)
    {
        List<string> words = [];
        for (; result is System.CommandLine.Parsing.CommandResult { Command: not RootCommand and { } command }; result = result.Parent)
        {
            words.Insert(0, command.Name);
        }

        return string.Join(' ', words);
    }
}
