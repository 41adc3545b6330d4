using Microsoft.Spark;

namespace Lakebase.SyncedTables.Source;

/// <summary>What a failure of Spark or Delta means for a run.</summary>
internal static class DeltaErrors
{
    // What says that the feed cannot be read any more. The names are Delta's and Spark's error classes, stable over versions.
    private static readonly (string Sign, string Reason)[] Gaps =
    [
        ("DELTA_MISSING_CHANGE_DATA", "the change data feed was not recorded for some of the versions"),
        ("DELTA_CHANGE_TABLE_FEED_DISABLED", "the change data feed was not recorded for some of the versions"),
        ("DELTA_VERSION_NOT_FOUND", "the log of the versions was cleaned up"),
        ("DELTA_VERSIONS_NOT_CONTIGUOUS", "the log of the versions was cleaned up"),
        ("DELTA_TRUNCATED_TRANSACTION_LOG", "the log of the versions was cleaned up"),
        ("DELTA_LOG_FILE_NOT_FOUND", "the log of the versions was cleaned up"),
        ("DELTA_NO_RECREATABLE_HISTORY_FOUND", "the log of the versions was cleaned up"),
        ("DELTA_CDC_START_VERSION_AFTER_LATEST", "the source has fewer versions than before"),
        ("FAILED_READ_FILE.FILE_NOT_EXIST", "the files of the change data feed were removed (VACUUM)"),
        ("DELTA_FILE_NOT_FOUND", "the files of the change data feed were removed (VACUUM)"),
        ("SparkFileNotFoundException", "the files of the change data feed were removed (VACUUM)"),
        ("java.io.FileNotFoundException", "the files of the change data feed were removed (VACUUM)"),
    ];

    private const string JvmIsGone = "The Spark JVM has ended";

    private static readonly string[] NoDeltaTable =
    [
        "DELTA_TABLE_NOT_FOUND", "DELTA_MISSING_DELTA_TABLE", "DELTA_ONLY_OPERATION", "DELTA_TABLE_ONLY_OPERATION", "PATH_NOT_FOUND",
        "EXPECT_TABLE_NOT_VIEW", "UNSUPPORTED_VIEW_OPERATION", "EXPECT_PERMANENT_VIEW", "is a view", "is a temp view",
        "DELTA_UNSUPPORTED_DESCRIBE_DETAIL_VIEW", "not a Delta table",
    ];

    /// <summary>Whether the error says that the name stands for something else than a Delta table.</summary>
    public static bool IsNoDeltaTable(JvmException error) => Mentions(error, NoDeltaTable);

    /// <summary>The error as ours.</summary>
    public static Exception Translate(JvmException error, string relation, string doing)
    {
        foreach ((string sign, string reason) in Gaps)
        {
            if (Mentions(error, sign))
            {
                return new ChangeFeedGapException(reason, error);
            }
        }

        if (Mentions(error, "INCOMPATIBLE_SCHEMA_CHANGE", "INCOMPATIBLE_DATA_SCHEMA"))
        {
            return new SyncedTableException(
                $"The columns of {relation} changed within the range of versions in a way that its change data feed cannot be read by: "
                + "run a Snapshot once.", error);
        }

        string text = FirstLine(error.Message);
        string? redacted = SparkDataError.WithoutValues(text);

        // The error itself, its stack trace too, says what the text does.
        return new SyncedTableException(
            $"{relation}: {doing} failed: {redacted ?? text}", redacted is null ? error : new JvmException(redacted))
        {
            IsTransient = IsTransient(error),
        };
    }

    // A task that could not reach the database, a lost executor: the next try may find both.
    private static bool IsTransient(JvmException error) => Mentions(
        error, "57P01", "57P02", "57P03", "53300", "08006", "Nothing listens at", "onnection was lost",
        "Exception while reading from stream", "Exception while writing to stream", "ExecutorLostFailure", "The .NET worker ended",
        "closed the task's connection without an answer", "cannot be reached from this machine", "is gone: its run was given up",
        "The COPY was cancelled", "no connection became free");

    private static bool Mentions(JvmException error, params ReadOnlySpan<string> signs)
    {
        // Behind these words stand the last lines of the JVM's log, which may say anything; and no other try will find it alive.
        if (error.Message.StartsWith(JvmIsGone, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string sign in signs)
        {
            if (error.Message.Contains(sign, StringComparison.Ordinal)
                || (error.JavaStackTrace?.Contains(sign, StringComparison.Ordinal) ?? false)
                || (error.JavaClass?.Contains(sign, StringComparison.Ordinal) ?? false))
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}

/// <summary>The changes since the last run cannot be had any more: a snapshot is what is left.</summary>
internal sealed class ChangeFeedGapException(string reason, Exception? cause = null) : Exception(reason, cause);
