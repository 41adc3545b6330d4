using Lakebase.Cli.Sync;
using Lakebase.Managed;
using Lakebase.Schema;
using Lakebase.SyncedTables;
using Spectre.Console;

namespace Lakebase.Cli.CommandLine;

/// <summary>One run of a command: where its words go, and what its failures become.</summary>
internal sealed class CommandRun(ToolEnvironment environment, string command, bool isJson)
{
    /// <summary>Everything outside.</summary>
    public ToolEnvironment Environment => environment;

    /// <summary>Whether the result is printed as JSON.</summary>
    public bool IsJson => isJson;

    /// <summary>Shows progress while work takes its time.</summary>
    public Task<T> WithProgressAsync<T>(string title, Func<IProgress<ProgressStep>, Task<T>> work) =>
        new ProgressDisplay(environment).RunAsync(title, work);

    /// <summary>Asks a question that can be answered with yes.</summary>
    /// <exception cref="UsageException">Nobody is there to answer.</exception>
    public bool Confirm(string question, string option)
    {
        if (!environment.InIsTerminal)
        {
            throw new UsageException($"{question} There is nobody to ask here: repeat the command with {option}.");
        }

        environment.Error.Write($"{question} [y/N] ");
        environment.Error.Flush();
        string answer = environment.In.ReadLine()?.Trim() ?? "";
        return answer.Equals("y", StringComparison.OrdinalIgnoreCase) || answer.Equals("yes", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Runs it, prints what it has to say, and returns the exit code.</summary>
    public async Task<int> GuardedAsync(Func<Task<CommandResult>> run, CancellationToken cancellationToken)
    {
        // System.CommandLine waits at Ctrl-C for a run that it has been given; one that has not returned to it yet is cut off in mid-sentence.
        await Task.Yield();
        try
        {
            CommandResult result = await run().ConfigureAwait(false);
            if (isJson)
            {
                await environment.Out.WriteLineAsync(JsonForm.Of(command, result)).ConfigureAwait(false);
            }
            else
            {
                Consoles.Write(environment.Out, environment.OutIsTerminal, result.Write);
            }

            return result.ExitCode;
        }
        catch (Exception failure)
        {
            return failure switch
            {
                _ when cancellationToken.IsCancellationRequested => Fail(ExitCode.Cancelled, "Stopped."),
                UsageException => Fail(ExitCode.WrongUse, failure.Message),
                LakebaseOptionsException wrong => Fail(ExitCode.WrongUse, string.Join(" ", wrong.Problems.Select(OnThisMachine))),
                SyncedTableDefinitionException => Fail(ExitCode.WrongUse, failure.Message),
                NoSuchTableException => Fail(ExitCode.NotFound, failure.Message),
                SyncedTableException => Fail(ExitCode.Failed, failure.Message),
                AggregateException several when several.InnerExceptions.All(IsOfSync) => Fail(
                    ExitCode.Failed, string.Join(System.Environment.NewLine, several.InnerExceptions.Select(one => one.Message))),
                ManagedServiceException { IsNotFound: true } => Fail(ExitCode.NotFound, failure.Message),
                ManagedServiceException or LakebaseWriteException or SchemaMismatchException => Fail(ExitCode.Failed, failure.Message),
                TimeoutException => Fail(ExitCode.StillRunning, failure.Message),
                _ => Fail(ExitCode.Failed, $"{failure.Message} ({failure.GetType().Name}; this is not expected: please report it)"),
            };
        }
    }

    private static bool IsOfSync(Exception failure) => failure is SyncedTableException or SyncedTableDefinitionException;

    /// <summary>Prints why it failed, and returns the exit code.</summary>
    public int Fail(int exitCode, string message)
    {
        if (isJson)
        {
            environment.Out.WriteLine(JsonForm.Of(command, exitCode, message));
        }
        else
        {
            Consoles.Write(
                environment.Error, environment.ErrorIsTerminal, console => console.MarkupLineInterpolated($"[red]error:[/] {message}"));
        }

        return exitCode;
    }

    /// <summary>A sentence of the writer without its executors: here, everything is read on this machine.</summary>
    public static string OnThisMachine(string sentence) =>
        sentence.Replace(", on the executors,", ",", StringComparison.Ordinal).Replace(" on the executors", "", StringComparison.Ordinal);
}
