using System.Runtime.ExceptionServices;
using Npgsql;

namespace Lakebase.Resilience;

/// <summary>
/// A server's error without what may quote the values of a row: details and context always, and the text itself where PostgreSQL's own
/// messages quote values (class 22, data exceptions). Pure.
/// </summary>
internal static class RedactedServerError
{
    /// <summary>The error to attach to ours: a server error becomes a redacted copy with the same stack, anything else stays as it
    /// is.</summary>
    public static Exception Redact(Exception error) => error switch
    {
        PostgresException server => Redact(server),
        { InnerException: PostgresException server } => Redact(server),
        _ => error,
    };

    /// <summary>What the server said, in so far as it can be shown.</summary>
    public static string Text(PostgresException server) => server.SqlState switch
    {
        "22P02" => "a text is no valid value of the column's type",
        "22P03" => "a value has another binary format than the column's type",
        "22001" => "a value is too long for its column",
        "22003" => "a number is out of the range of its column",
        "22007" or "22008" => "a date or time is invalid or out of range",
        "22021" => "a text holds a character that PostgreSQL cannot store",
        ['2', '2', ..] => "a value does not fit its column",
        _ => server.MessageText,
    };

    private static PostgresException Redact(PostgresException server)
    {
        PostgresException copy = new(
            messageText: Text(server),
            severity: server.Severity,
            invariantSeverity: server.InvariantSeverity,
            sqlState: server.SqlState,
            schemaName: server.SchemaName,
            tableName: server.TableName,
            columnName: server.ColumnName,
            dataTypeName: server.DataTypeName,
            constraintName: server.ConstraintName);
        return server.StackTrace is { } stack ? (PostgresException)ExceptionDispatchInfo.SetRemoteStackTrace(copy, stack) : copy;
    }
}
