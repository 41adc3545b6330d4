using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Lakebase.Cli.CommandLine;

/// <summary>The usual help, and below it command lines to copy; below the tool's own, the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction standard, IReadOnlyDictionary<Command, string[]> examples) : SynchronousCommandLineAction
{
    // A command's own words come first; these are what every command has.
    private static readonly string[] Start =
    [
        "doctor",
        "check --schema \"id BIGINT, name STRING\" --table public.t",
        "plan --rows 100M --row-bytes 200 --cu 4",
        "managed get main.shop.orders_synced --json",
    ];

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        int code = standard.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        string[] lines = command is RootCommand ? Start : examples.GetValueOrDefault(command) ?? [];
        if (lines.Length > 0)
        {
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  {Tool.Name} {line}");
            }

            output.WriteLine();
        }

        if (command is RootCommand)
        {
            output.WriteLine("Exit codes:");
            output.WriteLine("  0 done   1 failed   2 wrong use   3 problems found   4 not found   5 still running   130 Ctrl-C");
            output.WriteLine();
        }

        return code;
    }
}
