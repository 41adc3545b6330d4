using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.SyncedTables;

/// <summary>
/// A synced table could not be brought up to date. The message says what happened and what to do; it never holds values of rows. The target
/// has what it had before.
/// </summary>
public sealed class SyncedTableException : Exception
{
    internal SyncedTableException(string message, Exception? cause = null)
        : base(message, cause is null ? null : RedactedServerError.Redact(cause))
    {
    }

    /// <summary>Whether the same run may well succeed later: the connection, not the data, was at fault.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>Whether the metadata name another run than the one that failed.</summary>
    internal bool IsSuperseded { get; init; }

    /// <summary>What the database's or the network's error means for a run.</summary>
    internal static SyncedTableException From(string target, string doing, Exception error)
    {
        PostgresException? server = error as PostgresException ?? error.InnerException as PostgresException;
        string reason = server is null ? error.Message : $"{server.SqlState}: {RedactedServerError.Text(server)}";
        WriteErrorKind kind = WriteErrorClassifier.Classify(error);
        return new SyncedTableException($"{target}: {doing} failed: {reason}{Advice(server)}", error)
        {
            IsTransient = kind is WriteErrorKind.Transient or WriteErrorKind.LostSessionState or WriteErrorKind.ServerTimeout,
        };
    }

    private static string Advice(PostgresException? server) => server?.SqlState switch
    {
        "42501" => ". The role must own the target and may create schemas in the database: GRANT CREATE ON DATABASE … TO …",
        "53100" => ". The server's disk is full.",
        "42P01" => ". If it is the target that is gone, run a Snapshot once (SchedulingPolicy), which makes it again.",
        "55P03" => ". Look for long transactions on it.",
        "42704" => ". Is the extension installed? CREATE EXTENSION vector",
        _ => "",
    };
}
