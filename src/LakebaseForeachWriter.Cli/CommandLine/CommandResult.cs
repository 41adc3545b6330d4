using Spectre.Console;

namespace Lakebase.Cli.CommandLine;

/// <summary>What a command has to say, in both forms.</summary>
/// <param name="Json">The member <c>result</c> of the JSON form: an object whose public members are its documented shape.</param>
/// <param name="Write">Writes the form for people.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record CommandResult(object Json, Action<IAnsiConsole> Write, int ExitCode = ExitCode.Done);
