using System.CommandLine;
using System.CommandLine.Parsing;

namespace Lakebase.Cli.CommandLine;

/// <summary>Options whose values are the names of an enumeration: in lower case, with hyphens between words.</summary>
internal static class Words
{
    /// <summary>An option without a default.</summary>
    public static Option<T?> Option<T>(string name, string description)
        where T : struct, Enum
    {
        Option<T?> option = new(name) { Description = description, HelpName = string.Join("|", All<T>()), CustomParser = Read<T> };
        option.CompletionSources.Add([.. All<T>()]);
        return option;
    }

    /// <summary>An option that is true, false or not given.</summary>
    public static Option<YesNo?> Flag(string name, string description) => Option<YesNo>(name, description);

    /// <summary>What was given.</summary>
    public static bool? Read(ParseResult parsed, Option<YesNo?> flag) => parsed.GetValue(flag) is { } given ? given == YesNo.True : null;

    /// <summary>The word of a value: <c>BulkInsert</c> is <c>bulk-insert</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((character, place) =>
            char.IsUpper(character) ? $"{(place > 0 ? "-" : "")}{char.ToLowerInvariant(character)}" : $"{character}"));

    private static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    private static T? Read<T>(ArgumentResult result)
        where T : struct, Enum
    {
        string text = result.Tokens[^1].Value;
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(Of(value), text.Replace('_', '-'), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        string option = result.Parent is OptionResult parent ? parent.Option.Name : result.Argument.Name;
        result.AddError($"{option} must be one of {string.Join(", ", All<T>())}, not '{text}'.");
        return null;
    }
}

/// <summary>The values of a flag that can also be left to somebody else.</summary>
internal enum YesNo
{
    /// <summary>Yes.</summary>
    True,

    /// <summary>No.</summary>
    False,
}
