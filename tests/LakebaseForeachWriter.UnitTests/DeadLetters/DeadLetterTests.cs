using Lakebase.Buffering;
using Lakebase.DeadLetters;
using Npgsql;

namespace Lakebase.UnitTests.DeadLetters;

public sealed class DeadLetterTests
{
    [Fact]
    public void From_ErrorThatQuotesAValue_LeavesItOut()
    {
        PostgresException error = new(
            "invalid input syntax for type uuid: \"hush\"", "ERROR", "ERROR", "22P02", detail: "hush", columnName: "token");

        DeadLetter letter = DeadLetter.From(error, rowNumber: 12);

        Assert.Equal((12, "22P02", "token"), (letter.RowNumber, letter.SqlState, letter.Column));
        Assert.DoesNotContain("hush", letter.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_KeyWithoutAValue_IsANotNullViolationOfItsColumn()
    {
        DeadLetter letter = DeadLetter.From(new NullKeyException("id", row: 3), rowNumber: 12);

        Assert.Equal((12, "23502", "id"), (letter.RowNumber, letter.SqlState, letter.Column));
    }
}
