using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Source;
using Microsoft.Spark;

namespace Lakebase.UnitTests.SyncedTables;

public class DeltaErrorsTests
{
    [Theory]
    [InlineData("[DELTA_MISSING_CHANGE_DATA] …", "was not recorded")]
    [InlineData("[DELTA_CDC_START_VERSION_AFTER_LATEST] …", "fewer versions")]
    [InlineData("Job aborted: java.io.FileNotFoundException: …", "VACUUM")]
    public void Translate_FeedCannotBeRead_IsAGap(string message, string reason) => Assert.Contains(
        reason, Assert.IsType<ChangeFeedGapException>(Translate(message)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Job aborted: ExecutorLostFailure (executor 1 exited)", true)]
    [InlineData("Job aborted: 57P01: terminating connection", true)]
    [InlineData("[TABLE_OR_VIEW_NOT_FOUND] …", false)]
    public void Translate_AnythingElse_IsTransientIfItCanPass(string message, bool isTransient) =>
        Assert.Equal(isTransient, Assert.IsType<SyncedTableException>(Translate(message)).IsTransient);

    // What the JVM said last stands behind it.
    [Theory]
    [InlineData("java.io.FileNotFoundException")]
    [InlineData("ExecutorLostFailure")]
    [InlineData("DELTA_TABLE_NOT_FOUND")]
    public void Translate_JvmIsGone_IsTheEndWhateverItsLogSays(string lastLine)
    {
        JvmException gone = new(
            "The Spark JVM has ended or closed the connection; this application cannot use it any more.\n"
            + $"It exited with code 137. {lastLine}");

        Assert.False(Assert.IsType<SyncedTableException>(DeltaErrors.Translate(gone, "delta.`/t`", "a copy")).IsTransient);
        Assert.False(DeltaErrors.IsNoDeltaTable(gone));
    }

    private static Exception Translate(string message) => DeltaErrors.Translate(new JvmException(message), "delta.`/t`", "a copy");
}
