using System.Security.Authentication;
using Lakebase.Buffering;
using Lakebase.Flushing;
using Lakebase.Ledger;
using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.UnitTests.Resilience;

public sealed class WriteErrorClassifierTests
{
    [Theory]
    [InlineData("08006", WriteErrorKind.Transient)]
    [InlineData("08000", WriteErrorKind.Transient)]
    [InlineData("08001", WriteErrorKind.Transient)]
    [InlineData("08003", WriteErrorKind.Transient)]
    [InlineData("08004", WriteErrorKind.Transient)]
    [InlineData("08P01", WriteErrorKind.Transient)]
    [InlineData("57P05", WriteErrorKind.Transient)]
    [InlineData("58030", WriteErrorKind.Transient)]
    [InlineData("53300", WriteErrorKind.Transient)]
    [InlineData("53000", WriteErrorKind.Transient)]
    [InlineData("53200", WriteErrorKind.Transient)]
    [InlineData("53100", WriteErrorKind.Transient)]
    [InlineData("57P01", WriteErrorKind.Transient)]
    [InlineData("57P02", WriteErrorKind.Transient)]
    [InlineData("57P03", WriteErrorKind.Transient)]
    [InlineData("40001", WriteErrorKind.Transient)]
    [InlineData("40P01", WriteErrorKind.Transient)]
    [InlineData("55P03", WriteErrorKind.Transient)]
    [InlineData("25006", WriteErrorKind.Transient)]
    [InlineData("28P01", WriteErrorKind.Credential)]
    [InlineData("28000", WriteErrorKind.Credential)]
    [InlineData("26000", WriteErrorKind.LostSessionState)]
    [InlineData("22001", WriteErrorKind.Data)]
    [InlineData("22003", WriteErrorKind.Data)]
    [InlineData("22007", WriteErrorKind.Data)]
    [InlineData("22021", WriteErrorKind.Data)]
    [InlineData("22P02", WriteErrorKind.Data)]
    [InlineData("23502", WriteErrorKind.Data)]
    [InlineData("23505", WriteErrorKind.Data)]
    [InlineData("23503", WriteErrorKind.Data)]
    [InlineData("23P01", WriteErrorKind.Data)]
    [InlineData("23514", WriteErrorKind.Data)]
    [InlineData("54000", WriteErrorKind.Data)]
    [InlineData("P0001", WriteErrorKind.Data)]
    [InlineData("44000", WriteErrorKind.Data)]
    [InlineData("428C9", WriteErrorKind.Data)]
    [InlineData("42703", WriteErrorKind.Schema)]
    [InlineData("42P01", WriteErrorKind.Schema)]
    [InlineData("42804", WriteErrorKind.Schema)]
    [InlineData("42P10", WriteErrorKind.Schema)]
    [InlineData("55000", WriteErrorKind.Schema)]
    [InlineData("42501", WriteErrorKind.Schema)]
    [InlineData("3D000", WriteErrorKind.Schema)]
    [InlineData("57014", WriteErrorKind.ServerTimeout)]
    [InlineData("0A000", WriteErrorKind.Permanent)]
    [InlineData("XX000", WriteErrorKind.Permanent)]
    [InlineData("", WriteErrorKind.Permanent)]
    public void Classify_SqlState_IsOfThisKind(string sqlState, object expected) =>
        Assert.Equal((WriteErrorKind)expected, WriteErrorClassifier.Classify(sqlState));

    [Theory]
    [InlineData("42P01", "relation \"lakebase_staging_0123456789abcdef\" does not exist", WriteErrorKind.LostSessionState)]
    [InlineData("0A000", "cached plan must not change result type", WriteErrorKind.LostSessionState)]
    [InlineData("XX000", "cache lookup failed for type 16394", WriteErrorKind.LostSessionState)]
    [InlineData("XX000", "Connection attempt rate limit exceeded", WriteErrorKind.Transient)]
    public void Classify_Text_DecidesWhereTheCodeDoesNot(string sqlState, string text, object expected) =>
        Assert.Equal((WriteErrorKind)expected, WriteErrorClassifier.Classify(sqlState, text));

    [Fact]
    public void Classify_Wire_IsTransient()
    {
        Assert.Equal(WriteErrorKind.Transient, WriteErrorClassifier.Classify(new NpgsqlException("reading", new EndOfStreamException())));
        Assert.Equal(WriteErrorKind.Transient, WriteErrorClassifier.Classify(new NpgsqlException("pool exhausted", new TimeoutException())));
    }

    [Fact]
    public void Classify_Certificate_IsPermanent() =>
        Assert.Equal(WriteErrorKind.Permanent, WriteErrorClassifier.Classify(new NpgsqlException("TLS", new AuthenticationException())));

    [Fact]
    public void Classify_OurOwnBug_IsNotRetried() =>
        Assert.Equal(WriteErrorKind.Permanent, WriteErrorClassifier.Classify(new NullReferenceException()));

    [Fact]
    public void Classify_RowThatBreaksARule_IsData()
    {
        NullKeyException withoutKey = new("id", row: 3);

        Assert.Equal(WriteErrorKind.Data, WriteErrorClassifier.Classify(withoutKey));
        Assert.Equal(WriteErrorKind.Data, WriteErrorClassifier.Classify(new RefusedRowException(withoutKey, rowNumber: 4, deadLetters: 0)));
    }

    [Fact]
    public void Classify_AttemptThatAnotherOneFollowed_IsNotRetried() =>
        Assert.Equal(WriteErrorKind.Permanent, WriteErrorClassifier.Classify(new SupersededAttemptException("ledger")));

    [Theory]
    [InlineData("ERROR", true, false)]
    [InlineData("FATAL", true, true)]
    [InlineData("PANIC", true, true)]
    [InlineData("FATAL", false, false)]
    public void IsUnknown_ServerError_OnlyIfItEndedTheSessionAfterTheCommitWasSent(string severity, bool isCommitSent, bool expected) =>
        Assert.Equal(expected, CommitOutcome.IsUnknown(new PostgresException("text", severity, severity, "57P01"), isCommitSent));

    [Fact]
    public void IsUnknown_ConnectionLost_DependsOnTheCommit()
    {
        Exception lost = new NpgsqlException("reading", new EndOfStreamException());

        Assert.True(CommitOutcome.IsUnknown(lost, isCommitSent: true));
        Assert.False(CommitOutcome.IsUnknown(lost, isCommitSent: false));
    }

    [Fact]
    public void Redact_DataError_KeepsCodeAndColumnButNoValue()
    {
        PostgresException error = new("invalid input syntax for type uuid: \"hush\"", "ERROR", "ERROR", "22P02", detail: "hush", where: "column x: \"hush\"", columnName: "x");

        PostgresException redacted = Assert.IsType<PostgresException>(RedactedServerError.Redact(error));

        Assert.DoesNotContain("hush", redacted.ToString(), StringComparison.Ordinal);
        Assert.Equal(("22P02", "x"), (redacted.SqlState, redacted.ColumnName));
    }
}
