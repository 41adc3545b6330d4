using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lakebase.Cli.CommandLine;

/// <summary>The JSON form of every command: one object, the same four members always. docs/cli.md describes it.</summary>
internal static class JsonForm
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The text of a result.</summary>
    public static string Of(string command, CommandResult result) =>
        JsonSerializer.Serialize(new Envelope(command, result.ExitCode, result.Json, null), Options);

    /// <summary>The text of a failure.</summary>
    public static string Of(string command, int exitCode, string message) =>
        JsonSerializer.Serialize(new Envelope(command, exitCode, null, new Failure(KindOf(exitCode), message)), Options);

    private static string KindOf(int exitCode) => exitCode switch
    {
        ExitCode.WrongUse => "usage",
        ExitCode.NotFound => "not-found",
        ExitCode.StillRunning => "still-running",
        ExitCode.Cancelled => "cancelled",
        _ => "failed",
    };

    private sealed record Envelope(string Command, int ExitCode, object? Result, Failure? Error);

    private sealed record Failure(string Kind, string Message);
}
