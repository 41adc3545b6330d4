using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Cli.Doctor;

/// <summary>What a server's facts mean for the sink. Pure.</summary>
internal static class DatabaseFindings
{
    private const string Area = "database";

    // Below this a large batch, or the creation of an index, is stopped.
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(10);

    // Tokens and certificates have times in them.
    private static readonly TimeSpan LargeDifference = TimeSpan.FromMinutes(1);

    /// <summary>All findings but the connection itself.</summary>
    public static IEnumerable<DoctorFinding> Of(ServerFacts server, ConnectionFacts connection, string schema, int oldestVersion)
    {
        yield return server.MajorVersion >= oldestVersion
            ? DoctorFinding.Ok(Area, "PostgreSQL", server.Version)
            : DoctorFinding.Problem(Area, "PostgreSQL", $"{server.Version} is too old.", $"Use PostgreSQL {oldestVersion} or later.");
        yield return Tls(server, connection);
        yield return server.IsReadOnly
            ? DoctorFinding.Problem(
                Area, "writable", "This server, or this role's sessions, can only be read.",
                "Connect to the primary (Lakebase: the read-write endpoint), and check default_transaction_read_only.")
            : DoctorFinding.Ok(Area, "writable", "It can be written.");
        yield return Schema(server, schema);
        yield return server.MayMakeTemporaryTables
            ? DoctorFinding.Ok(Area, "temporary tables", "The role may make them.")
            : DoctorFinding.Warning(
                Area, "temporary tables", $"Role '{server.Role}' may make none, which large upserts go through.",
                $"Run: GRANT TEMPORARY ON DATABASE … TO {SqlIdentifier.Quote(server.Role)};");
        yield return Connections(server);
        yield return connection.KeepsSessions
            ? DoctorFinding.Ok(Area, "pooler", "None: sessions are kept.")
            : DoctorFinding.Warning(
                Area, "pooler", "A transaction pooler stands in front of the server: only paths without session state are used.",
                "Connect to the server itself for the fastest paths (Lakebase: the host without -pooler).");
        if (server.StatementTimeout > TimeSpan.Zero && server.StatementTimeout < ShortTimeout)
        {
            yield return DoctorFinding.Warning(
                Area, "statement_timeout", $"Statements are stopped after {Durations.Describe(server.StatementTimeout)}.",
                $"Raise it for this role: ALTER ROLE {SqlIdentifier.Quote(server.Role)} SET statement_timeout = '60s';");
        }

        if (server.Encoding != "UTF8")
        {
            yield return DoctorFinding.Warning(
                Area, "encoding", $"The database's encoding is {server.Encoding}: texts with other characters are refused.",
                "Use a database with ENCODING 'UTF8'.");
        }

        yield return server.ClockDifference.Duration() > LargeDifference
            ? DoctorFinding.Warning(
                Area, "clock", $"The server's clock differs from this machine's by {Durations.Describe(server.ClockDifference.Duration())}.",
                "Set both by a time server: tokens and certificates are refused by a wrong clock.")
            : DoctorFinding.Ok(Area, "clock", "It agrees with this machine's.");
    }

    private static DoctorFinding Tls(ServerFacts server, ConnectionFacts connection) =>
        (server.Tls, connection.IsLocal, connection.SslMode) switch
        {
            ({ } tls, _, SslMode.VerifyFull or SslMode.VerifyCA) => DoctorFinding.Ok(Area, "TLS", $"{tls}; the certificate is verified."),
            ({ } tls, true, _) => DoctorFinding.Ok(Area, "TLS", $"{tls}; on this machine, so not verified."),
            ({ } tls, false, _) => DoctorFinding.Warning(
                Area, "TLS", $"{tls}, but the certificate is not verified (SSL Mode {connection.SslMode}).",
                "Set SSL Mode to VerifyFull, or leave it out."),
            (null, true, _) => DoctorFinding.Ok(Area, "TLS", "None; the server is this machine."),
            _ => DoctorFinding.Problem(
                Area, "TLS", $"The connection is not encrypted (SSL Mode {connection.SslMode}): passwords and rows can be read on the way.",
                "Set SSL Mode to VerifyFull, or leave it out; behind a pooler, look at the pooler's own TLS."),
        };

    private static DoctorFinding Schema(ServerFacts server, string schema)
    {
        string role = SqlIdentifier.Quote(server.Role);
        if (!server.HasSchema)
        {
            return DoctorFinding.Problem(Area, "schema", $"There is no schema {schema}.", server.MayCreateSchemas
                ? $"Run: CREATE SCHEMA {schema};"
                : $"Somebody who may must run: CREATE SCHEMA {schema} AUTHORIZATION {role};");
        }

        return (server.MayUseSchema, server.MayCreateTables) switch
        {
            (false, _) => DoctorFinding.Problem(
                Area, "schema", $"Role '{server.Role}' may not use schema {schema}.", $"Run: GRANT USAGE ON SCHEMA {schema} TO {role};"),
            (_, false) => DoctorFinding.Warning(
                Area, "schema", $"Role '{server.Role}' may make no tables in schema {schema} (CreateTable, LedgerTable, DeadLetterTable).",
                $"Make the tables yourself, or run: GRANT CREATE ON SCHEMA {schema} TO {role};"),
            _ => DoctorFinding.Ok(Area, "schema", $"Role '{server.Role}' may make tables in schema {schema}."),
        };
    }

    private static DoctorFinding Connections(ServerFacts server)
    {
        int left = Math.Max(0, server.ConnectionLimit - server.ConnectionsTaken);
        string found = string.Create(CultureInfo.InvariantCulture, $"{left} of {server.ConnectionLimit} are left.");
        return left >= 16
            ? DoctorFinding.Ok(Area, "connections", found)
            : DoctorFinding.Warning(
                Area, "connections", found,
                "An executor opens up to MaxConnections (16): lower it, or raise the server's max_connections.");
    }
}
