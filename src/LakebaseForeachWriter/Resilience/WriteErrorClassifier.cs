using System.Net.Sockets;
using System.Security.Authentication;
using Lakebase.Buffering;
using Lakebase.Connections.Databricks;
using Lakebase.Flushing;
using Npgsql;
using Polly.Timeout;

namespace Lakebase.Resilience;

/// <summary>Decides what can be done about an error. A pure function of the error.</summary>
internal static class WriteErrorClassifier
{
    /// <summary>The kind of an exception that a flush or a connection attempt threw.</summary>
    public static WriteErrorKind Classify(Exception error) => error switch
    {
        PostgresException server => Classify(server.SqlState, server.MessageText),

        // A row that breaks a rule of ours, or one that was found to break the server's.
        NullKeyException or RefusedRowException => WriteErrorKind.Data,

        // Polly's time limit for one attempt (FlushTimeout).
        TimeoutRejectedException => WriteErrorKind.Transient,
        OperationCanceledException => WriteErrorKind.Cancelled,

        // A certificate that is wrong stays wrong.
        NpgsqlException { InnerException: AuthenticationException } => WriteErrorKind.Permanent,

        // The Lakebase API, asked for an address or a password.
        NpgsqlException { InnerException: LakebaseApiException api } => api.IsTransient ? WriteErrorKind.Transient : WriteErrorKind.Permanent,

        // Npgsql wraps whatever the wire does: resets, closed streams, time-outs, an exhausted pool.
        NpgsqlException { InnerException: PostgresException server } => Classify(server.SqlState, server.MessageText),
        NpgsqlException or IOException or SocketException or TimeoutException => WriteErrorKind.Transient,
        _ => WriteErrorKind.Permanent,
    };

    /// <summary>The kind of an error that the server reported.</summary>
    public static WriteErrorKind Classify(string sqlState, string messageText = "") => sqlState switch
    {
        // "cached plan must not change result type"; invalid_sql_statement_name (deallocated, or a pooler changed the server).
        "0A000" when messageText.Contains("cached plan", StringComparison.Ordinal) => WriteErrorKind.LostSessionState,
        "26000" => WriteErrorKind.LostSessionState,

        // A prepared statement of a type that was dropped, and perhaps made again under its name.
        "XX000" when messageText.StartsWith("cache lookup failed for type", StringComparison.Ordinal) => WriteErrorKind.LostSessionState,
        "42P01" when messageText.Contains(StagingTable.NamePrefix, StringComparison.Ordinal) => WriteErrorKind.LostSessionState,

        // read_only_sql_transaction: after a failover the address may still lead to the old primary.
        "25006" => WriteErrorKind.Transient,
        "28P01" or "28000" => WriteErrorKind.Credential,

        // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout.
        "57P01" or "57P02" or "57P03" or "57P05" => WriteErrorKind.Transient,
        "57014" => WriteErrorKind.ServerTimeout,

        // serialization_failure, deadlock_detected, lock_not_available.
        "40001" or "40P01" or "55P03" => WriteErrorKind.Transient,

        // with_check_option_violation, generated_always, a trigger's own exception.
        "44000" or "428C9" or "P0001" => WriteErrorKind.Data,
        "3D000" or "3F000" => WriteErrorKind.Schema,

        // A Lakebase front end says this as a FATAL of no fixed code.
        _ when messageText.Contains("rate limit exceeded", StringComparison.OrdinalIgnoreCase) => WriteErrorKind.Transient,
        _ => ClassifyByClass(sqlState),
    };

    private static WriteErrorKind ClassifyByClass(string sqlState) => sqlState.Length < 2 ? WriteErrorKind.Permanent : sqlState[..2] switch
    {
        // connection_exception, insufficient_resources, system_error (I/O).
        "08" or "53" or "58" => WriteErrorKind.Transient,

        // data_exception, integrity_constraint_violation, program_limit_exceeded.
        "22" or "23" or "54" => WriteErrorKind.Data,

        // syntax_error_or_access_rule_violation, object_not_in_prerequisite_state.
        "42" or "55" => WriteErrorKind.Schema,
        _ => WriteErrorKind.Permanent,
    };
}
