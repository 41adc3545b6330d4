using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Lakebase.LocalServers;
using Microsoft.Spark;

namespace Lakebase.Examples;

/// <summary>
/// Parses an example's command line and runs it: every failure ends in one message and an exit code that is not 0. The code is 2 where
/// the user must put something right first, else 1.
/// </summary>
public static partial class ExampleCommand
{
    private const int WrongUse = 2;

    /// <summary>Runs <paramref name="run"/> with what was parsed.</summary>
    public static async Task<int> RunAsync(RootCommand command, string[] args, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        command.SetAction((parsed, cancellationToken) => GuardedAsync(() => run(parsed, cancellationToken)));
        ParseResult result = command.Parse(args);
        if (result.Errors.Count > 0)
        {
            string problems = string.Join(" ", result.Errors.Select(error => error.Message.ReplaceLineEndings(" ")));
            Console.Error.WriteLine($"error: {problems} (--help lists the options)");
            return WrongUse;
        }

        // Ctrl-C is left to the bridge, which stops the query first.
        return await result.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Adds an error unless the option's text is accepted; <paramref name="rule"/> continues "--option …".</summary>
    public static void Check(OptionResult given, Func<string, bool> isAccepted, string rule)
    {
        if (given.Tokens is [{ Value: var text }] && !isAccepted(text))
        {
            given.AddError($"{given.Option.Name} {rule}, not '{text}'.");
        }
    }

    [GeneratedRegex(@"\n\((partition \d+, epoch|micro-batch) \d+\)\n|\n--- Spark says:|\n=== Streaming Query ===")]
    private static partial Regex BehindTheMessage();

    private static async Task<int> GuardedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (failure is SetupException or LakebaseOptionsException or LocalServerException)
        {
            Console.Error.WriteLine($"error: {failure.Message}");
            return WrongUse;
        }
        catch (Exception failure)
        {
            // Behind a writer's own message come its place, its stack and Spark's words with the query's plan; the first part says it all.
            string message = failure is JvmException ? BehindTheMessage().Split(failure.Message)[0] : failure.Message;
            Console.Error.WriteLine($"error: {message.TrimEnd()}");
            return 1;
        }
    }
}
