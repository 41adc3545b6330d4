using Lakebase.Buffering;
using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.DeadLetters;

/// <summary>Why a row is not in its table. Never holds values of the row.</summary>
/// <param name="RowNumber">The row's place in its partition and epoch, from 1 on.</param>
/// <param name="SqlState">PostgreSQL's error code.</param>
/// <param name="Reason">The error in words.</param>
/// <param name="Column">The column, where the error names one.</param>
internal sealed record DeadLetter(long RowNumber, string SqlState, string Reason, string? Column)
{
    /// <summary>What a refusal says.</summary>
    public static DeadLetter From(Exception refusal, long rowNumber) => refusal switch
    {
        PostgresException server => new(rowNumber, server.SqlState, RedactedServerError.Text(server), server.ColumnName),
        NullKeyException key => new(rowNumber, PostgresErrorCodes.NotNullViolation, key.Message, key.ColumnName),
        ValueConversionException value => new(rowNumber, value.SqlState, value.Message, value.Column.Target.Name),
        _ => throw new ArgumentException("No row can be blamed for this.", nameof(refusal), refusal),
    };
}
