using Microsoft.Extensions.Logging;

namespace Lakebase.SyncedTables;

/// <summary>What runs of synced tables log. Ids are stable, from 2000 on.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2000, LogLevel.Information, "{Target}: version {Version}, {Action} of {Rows} rows in {Milliseconds:0} ms")]
    public static partial void RunCompleted(this ILogger logger, string target, long? version, string? action, long? rows, double milliseconds);

    [LoggerMessage(2001, LogLevel.Warning, "{Target}: a snapshot instead of changes: {Reason}")]
    public static partial void SnapshotInstead(this ILogger logger, string target, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "{Target}: try {Attempt} failed, the next one follows in {DelayMilliseconds:0} ms: {Reason}")]
    public static partial void RunRetrying(this ILogger logger, string target, int attempt, double delayMilliseconds, string reason);

    [LoggerMessage(2003, LogLevel.Error, "{Target}: {Reason}")]
    public static partial void RunFailed(this ILogger logger, string target, string reason);

    [LoggerMessage(2004, LogLevel.Debug, "{Target}: what the run has left is removed later: {Reason}")]
    public static partial void CleanUpPostponed(this ILogger logger, string target, string reason);
}
