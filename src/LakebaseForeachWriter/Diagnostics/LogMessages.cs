using Microsoft.Extensions.Logging;

namespace Lakebase.Diagnostics;

/// <summary>The sink's log messages. Never a password, a connection string or a value of a row.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(LogEvents.OptionsWarning, LogLevel.Warning, "{Warning}")]
    public static partial void OptionsWarning(this ILogger logger, string warning);

    [LoggerMessage(LogEvents.Opened, LogLevel.Debug, "Writing to {Table} ({Mode}): partition {Partition}, epoch {Epoch}, attempt {Attempt}.")]
    public static partial void Opened(this ILogger logger, string table, WriteMode mode, long partition, long epoch, int attempt);

    [LoggerMessage(LogEvents.TargetMapped, LogLevel.Information, "Table {Table} at {Place} takes the rows: {Columns} columns.")]
    public static partial void TargetMapped(this ILogger logger, string table, string place, int columns);

    [LoggerMessage(LogEvents.TableCreated, LogLevel.Information, "Created table {Table} at {Place}.")]
    public static partial void TableCreated(this ILogger logger, string table, string place);

    [LoggerMessage(LogEvents.ColumnsAdded, LogLevel.Information, "Added to table {Table} at {Place}: {Columns}.")]
    public static partial void ColumnsAdded(this ILogger logger, string table, string place, string columns);

    [LoggerMessage(LogEvents.PreflightWarning, LogLevel.Warning, "{Warning}")]
    public static partial void PreflightWarning(this ILogger logger, string warning);

    [LoggerMessage(LogEvents.TableAltered, LogLevel.Information, "Table {Table} at {Place} was altered; its definition is read anew.")]
    public static partial void TableAltered(this ILogger logger, string table, string place);

    [LoggerMessage(
        LogEvents.OpenRetrying,
        LogLevel.Warning,
        "Opening {Table} is tried again in {DelayMilliseconds} ms (retry {Retry} of {MaxRetries}): {Reason} "
            + "(partition {Partition}, epoch {Epoch})")]
    public static partial void OpenRetrying(
        this ILogger logger, string table, double delayMilliseconds, int retry, int maxRetries, string reason, long partition, long epoch);

    [LoggerMessage(
        LogEvents.BatchWritten, LogLevel.Trace, "Committed {Rows} rows by {Path} in {ElapsedMilliseconds} ms: partition {Partition}, epoch {Epoch}.")]
    public static partial void BatchWritten(this ILogger logger, int rows, string path, double elapsedMilliseconds, long partition, long epoch);

    [LoggerMessage(
        LogEvents.BatchRetrying,
        LogLevel.Warning,
        "A batch of {Rows} rows for {Table} is tried again in {DelayMilliseconds} ms (retry {Retry} of {MaxRetries}) after {SqlState}: "
            + "{Reason} (partition {Partition}, epoch {Epoch})")]
    public static partial void BatchRetrying(
        this ILogger logger, int rows, string table, double delayMilliseconds, int retry, int maxRetries, string sqlState, string reason, long partition, long epoch);

    [LoggerMessage(LogEvents.BatchFailed, LogLevel.Error, "A batch of {Rows} rows for {Table} failed: partition {Partition}, epoch {Epoch}. {Reason}")]
    public static partial void BatchFailed(this ILogger logger, int rows, string table, long partition, long epoch, string reason);

    [LoggerMessage(
        LogEvents.BatchHalved,
        LogLevel.Warning,
        "The server stopped a batch of {Rows} rows for {Table} for taking too long; each half is tried by itself: partition {Partition}, epoch {Epoch}.")]
    public static partial void BatchHalved(this ILogger logger, int rows, string table, long partition, long epoch);

    [LoggerMessage(
        LogEvents.KeyExists,
        LogLevel.Information,
        "{Table} was empty, and rows were inserted plainly; now the first key is there already, and from here on they are upserted "
            + "(the server's log shows the one refused statement): partition {Partition}, epoch {Epoch}.")]
    public static partial void KeyExists(this ILogger logger, string table, long partition, long epoch);

    [LoggerMessage(
        LogEvents.CommitResolved,
        LogLevel.Warning,
        "A commit whose answer was lost {Verdict} in {Table}, as the ledger says: partition {Partition}, epoch {Epoch}.")]
    public static partial void CommitResolved(this ILogger logger, string verdict, string table, long partition, long epoch);

    [LoggerMessage(
        LogEvents.RowsPutAside,
        LogLevel.Warning,
        "{Table} refused {Rows} rows, which are in {DeadLetters} now; the first one by {SqlState}: {Reason} "
            + "(partition {Partition}, epoch {Epoch})")]
    public static partial void RowsPutAside(
        this ILogger logger, int rows, string table, string deadLetters, string sqlState, string reason, long partition, long epoch);

    [LoggerMessage(
        LogEvents.InvalidValues,
        LogLevel.Warning,
        "Query {Query}: {Values} values for {Table} did not fit their columns and were written otherwise: {Columns}. "
            + "The latest: partition {Partition}, epoch {Epoch}.")]
    public static partial void InvalidValues(
        this ILogger logger, string query, long values, string table, string columns, long partition, long epoch);

    [LoggerMessage(
        LogEvents.Completed,
        LogLevel.Debug,
        "Committed {Rows} rows in {Batches} batches to {Table} in {ElapsedMilliseconds} ms: partition {Partition}, epoch {Epoch}.")]
    public static partial void Completed(
        this ILogger logger, long rows, long batches, string table, double elapsedMilliseconds, long partition, long epoch);

    [LoggerMessage(LogEvents.Aborted, LogLevel.Debug, "Aborted: partition {Partition}, epoch {Epoch}, {Rows} rows already committed to {Table}. {Reason}")]
    public static partial void Aborted(this ILogger logger, long partition, long epoch, long rows, string table, string reason);

    [LoggerMessage(
        LogEvents.RowsReplayed,
        LogLevel.Information,
        "Left out {Rows} rows that an earlier attempt has committed to {Table}, as the ledger says: partition {Partition}, epoch {Epoch}.")]
    public static partial void RowsReplayed(this ILogger logger, long rows, string table, long partition, long epoch);

    [LoggerMessage(
        LogEvents.QueryProgress,
        LogLevel.Information,
        "Query {Query}: this process has committed {Rows} rows in {Batches} batches to {Table}, {Partitions} partitions up to epoch {Epoch}.")]
    public static partial void QueryProgress(
        this ILogger logger, string query, long rows, long batches, string table, long partitions, long epoch);
}
