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

    [Theory]
    [InlineData("org.apache.spark.SparkNumberFormatException: [CAST_INVALID_INPUT] The value 'secret' of the type \"STRING\" …")]
    [InlineData("SparkArithmeticException: [NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION] secret cannot be represented … SQLSTATE: 22003")]
    [InlineData("[BINARY_ARITHMETIC_OVERFLOW] secret + 1S caused overflow.")]
    [InlineData("[SOMETHING_NEW] The value 'secret' is none. SQLSTATE: 22018")]
    public void Translate_ErrorAboutAValue_NamesItsClassAndNotTheValue(string message)
    {
        SyncedTableException ours = Assert.IsType<SyncedTableException>(
            DeltaErrors.Translate(new JvmException($"Job aborted: {message}"), "delta.`/t`", "a copy"));

        Assert.Contains("delta.`/t`: a copy failed: Job aborted: ", ours.Message, StringComparison.Ordinal);
        Assert.Contains(message[message.IndexOf('[', StringComparison.Ordinal)..(message.IndexOf(']', StringComparison.Ordinal) + 1)], ours.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ours.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Translate_ErrorOfOurOwnAboutAColumn_SaysAllOfIt() => Assert.Contains(
        "column 'it''s' of the source holds",
        Translate("[USER_RAISED_EXCEPTION] column 'it''s' of the source holds a text that is not valid UTF-8. SQLSTATE: P0001").Message,
        StringComparison.Ordinal);

    // As Spark 3.5 says it, where Spark 4 has a class for it.
    [Theory]
    [InlineData("v is a temp view. 'DESCRIBE DETAIL' expects a table.; line 1 pos 0")]
    [InlineData("spark_catalog.default.v is a view. 'DESCRIBE DETAIL' expects a table.; line 1 pos 0")]
    public void IsNoDeltaTable_View_IsNone(string message) => Assert.True(DeltaErrors.IsNoDeltaTable(new JvmException(message)));

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
