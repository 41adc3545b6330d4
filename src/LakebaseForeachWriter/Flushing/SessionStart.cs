using System.Data;
using System.Globalization;
using System.Text;
using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// What a session does before it writes for an epoch: tells the database administrator who writes, and reads, or asserts, by what
/// <see cref="CheckedPlan"/> sees whether the table is still the one that the plan was made for.
/// </summary>
internal static class SessionStart
{
    /// <summary>PostgreSQL cuts longer names by itself, but with a notice to its log each time.</summary>
    private const int MaxApplicationNameBytes = 63;

    private const string Altered = "lakebase.altered_table";

    private const string Sql = $"SELECT set_config('application_name', $2, $3), ({TargetTableReader.FingerprintSql})";

    // There is no such setting: asked for it, the server refuses the statement and all that came with it.
    private const string AssertionSql =
        $"SELECT set_config('application_name', $2, $3), "
        + $"CASE WHEN ({TargetTableReader.FingerprintSql}) = $4 THEN '' ELSE current_setting('{Altered}') END";

    /// <summary>A statement that sets the session's application name, and fails if the table has another fingerprint.</summary>
    public static NpgsqlBatchCommand Assertion(PooledConnection connection, QualifiedName table, string applicationName, string fingerprint)
    {
        NpgsqlBatchCommand command = new(AssertionSql);
        AddParameters(command.Parameters, connection, table, applicationName);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fingerprint });
        return command;
    }

    /// <summary>Whether the error is the <see cref="Assertion"/>'s own.</summary>
    public static bool SaysAltered(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.UndefinedObject && error.MessageText.Contains(Altered, StringComparison.Ordinal);

    /// <summary>Sets the session's application name and returns the table's fingerprint. One round trip.</summary>
    public static async ValueTask<string> RunAsync(
        PooledConnection connection, QualifiedName table, string applicationName, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(Sql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            AddParameters(command.Parameters, connection, table, applicationName);
            NpgsqlDataReader reader =
                await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return reader.IsDBNull(1) ? "" : reader.GetString(1);
            }
        }
    }

    /// <summary>Application, query and partition, cut where PostgreSQL would, but never within a character.</summary>
    public static string ApplicationName(string application, WriterContext context)
    {
        string query = context.QueryName.Length > 0 ? context.QueryName : context.QueryId;
        string partition = string.Create(CultureInfo.InvariantCulture, $" p{context.Partition}");
        string name = query.Length > 0 ? $"{application} {query}" : application;
        int room = MaxApplicationNameBytes - partition.Length;
        while (Encoding.UTF8.GetByteCount(name) > room)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 ? 2 : 1)];
        }

        return name + partition;
    }

    private static void AddParameters(
        NpgsqlParameterCollection parameters, PooledConnection connection, QualifiedName table, string applicationName)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = table.ToSql() });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = applicationName });

        // Behind a pooler the session is somebody else's after the transaction.
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = !connection.Source.KeepsSessions });
    }
}
