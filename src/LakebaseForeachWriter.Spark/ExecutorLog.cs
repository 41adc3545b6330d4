using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Lakebase.Spark;

/// <summary>
/// The log of this process' writers: lines on standard error, which the jar carries into the executor's own log. Made when the first
/// writer opens;
/// <c>LAKEBASE_LOG_LEVEL</c> on the executors chooses the least level shown.
/// </summary>
internal static class ExecutorLog
{
    /// <summary>The environment variable: <c>Trace</c>, <c>Debug</c>, <c>Information</c> (default), <c>Warning</c>, <c>Error</c>,
    /// <c>Critical</c>, <c>None</c>.</summary>
    public const string LevelVariable = "LAKEBASE_LOG_LEVEL";

    private static readonly Lazy<ILoggerFactory> Shared = new(() =>
    {
        ILoggerFactory loggers = Create(Environment.GetEnvironmentVariable(LevelVariable));

        // Lines are written by a thread of their own; a process that ends must not swallow its last ones.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => loggers.Dispose();
        return loggers;
    });

    /// <summary>The one of this process.</summary>
    public static ILoggerFactory Loggers => Shared.Value;

    /// <summary>A log with the level that the text names.</summary>
    internal static ILoggerFactory Create(string? level)
    {
        LogLevel? known = ParseLevel(level);
        ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(known ?? LogLevel.Information)
            .AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        if (known is null)
        {
            UnknownLevel(loggers.CreateLogger(typeof(ExecutorLog).FullName!), string.Join(", ", Enum.GetNames<LogLevel>()), null);
        }

        return loggers;
    }

    /// <summary>The level of that name, Information for none, null for an unknown one.</summary>
    internal static LogLevel? ParseLevel(string? level) =>
        string.IsNullOrWhiteSpace(level) ? LogLevel.Information
        : Enum.TryParse(level.Trim(), ignoreCase: true, out LogLevel known) && Enum.IsDefined(known) ? known
        : null;

    private static readonly Action<ILogger, string, Exception?> UnknownLevel = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(1300, nameof(UnknownLevel)), LevelVariable + " names no level: use one of {Levels}. Shown is Information and above.");
}
