using System.CommandLine;

namespace Lakebase.Cli.CommandLine;

/// <summary>Makes commands whose action is guarded in one way.</summary>
internal sealed class CommandFactory(ToolEnvironment environment, Option<bool> json)
{
    private readonly Dictionary<Command, string[]> _examples = [];

    /// <summary>Command lines to show below a command's help.</summary>
    public IReadOnlyDictionary<Command, string[]> Examples => _examples;

    /// <summary>A command that does something.</summary>
    /// <param name="name">Its word.</param>
    /// <param name="description">What it does.</param>
    /// <param name="symbols">Its arguments and options.</param>
    /// <param name="examples">Command lines to show below its help, without the tool's name.</param>
    /// <param name="run">Does it.</param>
    public Command Create(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        string[] examples,
        Func<ParseResult, CommandRun, CancellationToken, Task<CommandResult>> run)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
            }
        }

        _examples[command] = examples;
        command.SetAction((parsed, cancellationToken) =>
        {
            CommandRun context = new(environment, Tool.PathOf(parsed.CommandResult), parsed.GetValue(json));
            return context.GuardedAsync(() => run(parsed, context, cancellationToken), cancellationToken);
        });
        return command;
    }

    /// <summary>A command that only holds others.</summary>
    public Command Group(string name, string description, params Command[] commands)
    {
        Command group = new(name, description);
        foreach (Command command in commands)
        {
            group.Subcommands.Add(command);
        }

        return group;
    }
}
