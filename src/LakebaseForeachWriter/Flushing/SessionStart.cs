using System.Data;
using System.Globalization;
using System.Text;
using Lakebase.Connections;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// What a session does before it writes for an epoch, in one round trip: tells the database administrator who writes, and reads by what
/// <see cref="CheckedPlan"/> sees whether the table is still the one that the plan was made for.
/// </summary>
internal static class SessionStart
{
    /// <summary>PostgreSQL cuts longer names by itself, but with a notice to its log each time.</summary>
    private const int MaxApplicationNameBytes = 63;

    private const string Sql = $"SELECT set_config('application_name', $2, $3), ({TargetTableReader.FingerprintSql})";

    /// <summary>Sets the session's application name and returns the table's fingerprint.</summary>
    public static async ValueTask<string> RunAsync(
        PooledConnection connection, QualifiedName table, string applicationName, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(Sql, connection.Connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.ToSql() });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = applicationName });

            // Behind a pooler the session is somebody else's after the statement.
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = !connection.Source.KeepsSessions });
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
}
