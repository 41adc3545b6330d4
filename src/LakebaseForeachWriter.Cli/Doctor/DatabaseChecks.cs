using System.Diagnostics;
using System.Globalization;
using Lakebase.Cli.CommandLine;
using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Cli.Doctor;

/// <summary>A database: whether it lets us in, how, and what the role may do there. One connection, closed again.</summary>
internal static class DatabaseChecks
{
    private const string Area = "database";

    private const int OldestVersion = 12;

    // Everything in one round trip; what an older server or a pooler does not know comes as null.
    private const string Sql = """
        SELECT
            current_setting('server_version'),
            current_setting('server_version_num')::int,
            current_user::text,
            pg_is_in_recovery() OR current_setting('transaction_read_only')::bool,
            has_database_privilege(current_database(), 'CREATE'),
            has_database_privilege(current_database(), 'TEMPORARY'),
            coalesce(has_schema_privilege(to_regnamespace($1), 'USAGE'), false),
            coalesce(has_schema_privilege(to_regnamespace($1), 'CREATE'), false),
            to_regnamespace($1) IS NOT NULL,
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'),
            (SELECT extract(epoch FROM setting::int * interval '1 ms')::float8 FROM pg_settings WHERE name = 'statement_timeout'),
            clock_timestamp(),
            current_setting('server_encoding'),
            (SELECT version || ', ' || cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)
        """;

    /// <summary>All of them.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="schema">The schema that tables go to, quoted as in SQL.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        LakebaseWriterOptions options, string schema, CancellationToken cancellationToken)
    {
        ConnectionTarget target;
        try
        {
            target = ConnectionSettings.FromProcess.Resolve(options);
        }
        catch (LakebaseOptionsException wrong)
        {
            return
            [
                DoctorFinding.Problem(
                    Area, "settings", string.Join(" ", wrong.Problems.Select(CommandRun.OnThisMachine)),
                    "Correct the options or variables that are named there."),
            ];
        }

        PooledDataSource source = PooledDataSource.Create(target, TimeProvider.System);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                return await LookAsync(source, target, schema, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failed) when (failed is NpgsqlException or TimeoutException)
            {
                string text = ConnectFailure.Describe(failed, source.Place);
                int end = text.IndexOf(". ", StringComparison.Ordinal);
                return
                [
                    DoctorFinding.Problem(
                        Area, "connection", end < 0 ? text : text[..(end + 1)], end < 0 ? "See the message." : text[(end + 2)..]),
                ];
            }
        }
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(
        PooledDataSource source, ConnectionTarget target, string schema, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        PooledConnection connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            TimeSpan toConnect = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            await ReadOneAsync(connection.Connection, "SELECT 1", cancellationToken).ConfigureAwait(false);
            TimeSpan roundTrip = Stopwatch.GetElapsedTime(start);
            ServerFacts facts = await ReadAsync(connection.Connection, schema, cancellationToken).ConfigureAwait(false);
            string took = string.Create(
                CultureInfo.InvariantCulture,
                $"{toConnect.TotalMilliseconds:0} ms to connect, {roundTrip.TotalMilliseconds:0.0} ms for a round trip");
            return
            [
                DoctorFinding.Ok(Area, "connection", $"{source.Place} as role '{facts.Role}': {took}."),
                .. DatabaseFindings.Of(
                    facts,
                    new ConnectionFacts(
                        target.Settings.Host is { } host && host.Split(',').All(ConnectionSettings.IsLocal),
                        target.Settings.SslMode,
                        source.KeepsSessions),
                    schema,
                    OldestVersion),
            ];
        }
    }

    private static async Task<object?> ReadOneAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ServerFacts> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
            NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new ServerFacts(
                    row.GetString(0),
                    row.GetInt32(1) / 10_000,
                    row.GetString(2),
                    IsReadOnly: row.GetBoolean(3),
                    MayCreateSchemas: row.GetBoolean(4),
                    MayMakeTemporaryTables: row.GetBoolean(5),
                    MayUseSchema: row.GetBoolean(6),
                    MayCreateTables: row.GetBoolean(7),
                    HasSchema: row.GetBoolean(8),
                    ConnectionLimit: row.GetInt32(9),
                    ConnectionsTaken: row.GetInt32(10),
                    StatementTimeout: TimeSpan.FromSeconds(row.IsDBNull(11) ? 0 : row.GetDouble(11)),
                    ClockDifference: row.GetDateTime(12).ToUniversalTime() - DateTime.UtcNow,
                    row.GetString(13),
                    Tls: row.IsDBNull(14) ? null : row.GetString(14));
            }
        }
    }
}
