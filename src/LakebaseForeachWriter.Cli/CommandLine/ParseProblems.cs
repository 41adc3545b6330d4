using System.CommandLine;
using System.Text.RegularExpressions;

namespace Lakebase.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant. Pure.</summary>
internal static partial class ParseProblems
{
    /// <summary>All of it, in one line.</summary>
    public static string Describe(ParseResult parsed)
    {
        string command = $"{Tool.Name} {Tool.PathOf(parsed.CommandResult)}".TrimEnd();
        Command here = parsed.CommandResult.Command;
        IEnumerable<string> problems = here.Subcommands.Count > 0
            ? [DescribeCommand(parsed.UnmatchedTokens.FirstOrDefault(word => !word.StartsWith('-')), command, here)]
            : parsed.UnmatchedTokens.Select(word => DescribeUnknown(word, here)).Concat(parsed.Errors
                .Select(error => error.Message.ReplaceLineEndings(" "))
                .Where(message => !message.StartsWith("Unrecognized command", StringComparison.Ordinal))
                .Select(InPlainWords));
        return $"{string.Join(" ", problems.Distinct())} ('{command} --help' shows what there is.)";
    }

    /// <summary>The nearest of some words, if it is near enough to have been meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.distance <= Math.Max(1, Math.Min(3, word.Length / 3)))
        .OrderBy(pair => pair.distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    // What follows an unknown command would be understood by it alone.
    private static string DescribeCommand(string? word, string command, Command here) => word is null
        ? $"'{command}' needs one of: {string.Join(", ", here.Subcommands.Select(sub => sub.Name))}."
        : $"There is no command '{word}'.{Meant(word, here.Subcommands.Select(sub => sub.Name))}";

    // A word that missed its option may be a password, so it is not repeated.
    private static string DescribeUnknown(string word, Command here)
    {
        string name = word.Split('=')[0];
        return word.StartsWith('-')
            ? $"There is no option '{name}'.{Meant(name, Above(here).SelectMany(c => c.Options).Where(o => !o.Hidden).Select(o => o.Name))}"
            : "There is one argument too many.";
    }

    private static string Meant(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } near ? $" Did you mean '{near}'?" : "";

    // The parser speaks of types of .NET.
    private static string InPlainWords(string message)
    {
        if (WrongType().Match(message) is not { Success: true } match)
        {
            return message;
        }

        string expected = match.Groups["type"].Value switch
        {
            "Int32" => "a whole number",
            "Double" => "a number",
            "Boolean" => "true or false",
            _ => "something else",
        };
        return $"{match.Groups["option"].Value} must be {expected}, not '{match.Groups["text"].Value}'.";
    }

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Above).Prepend(command);

    // Letters to change, add, leave out or swap with their neighbour.
    private static int Distance(string left, string right)
    {
        int[,] steps = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                int change = steps[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(change, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[left.Length, right.Length];
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<text>.*)' for option '(?<option>[^']+)' as expected type '.*?(?<type>Int32|Double|Boolean)\]?'")]
    private static partial Regex WrongType();
}
