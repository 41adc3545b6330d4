using System.CommandLine;
using System.CommandLine.Parsing;

namespace Lakebase.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant. Pure.</summary>
internal static class ParseProblems
{
    /// <summary>All of it, in one line.</summary>
    public static string Describe(ParseResult parsed)
    {
        string command = $"{Tool.Name} {Tool.PathOf(parsed.CommandResult)}".TrimEnd();
        Command here = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        List<string> problems = [];
        if (unknown.Length > 0)
        {
            problems.AddRange(unknown.Select(word => DescribeUnknown(word, here)));
        }

        problems.AddRange(parsed.Errors
            .Select(error => error.Message.ReplaceLineEndings(" "))
            .Where(message => unknown.Length == 0
                || (!message.StartsWith("Unrecognized command", StringComparison.Ordinal) && !message.StartsWith("Required command", StringComparison.Ordinal)))
            .Select(message => message.StartsWith("Required command", StringComparison.Ordinal)
                ? $"'{command}' needs one of: {string.Join(", ", here.Subcommands.Select(sub => sub.Name))}."
                : message));
        return $"{string.Join(" ", problems.Distinct())} ('{command} --help' shows what there is.)";
    }

    /// <summary>The nearest of some words, if it is near enough to have been meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.distance <= Math.Max(1, Math.Min(3, word.Length / 3)))
        .OrderBy(pair => pair.distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static string DescribeUnknown(string word, Command here)
    {
        bool isOption = word.StartsWith('-');
        IEnumerable<string> known = isOption
            ? Above(here).SelectMany(command => command.Options).Where(option => !option.Hidden).Select(option => option.Name)
            : here.Subcommands.Select(command => command.Name);
        string what = isOption ? "option" : here.Subcommands.Count > 0 ? "command" : "argument";
        string meant = Nearest(word.Split('=')[0], known) is { } near ? $" Did you mean '{near}'?" : "";

        // A value may be a password that missed its option.
        return isOption || here.Subcommands.Count > 0
            ? $"There is no {what} '{word.Split('=')[0]}'.{meant}"
            : "There is one argument too many.";
    }

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Above).Prepend(command);

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i + 1);
            for (int j = 0; j < right.Length; j++)
            {
                int change = diagonal + (left[i] == right[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
