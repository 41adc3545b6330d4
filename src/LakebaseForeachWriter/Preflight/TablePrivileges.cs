using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Preflight;

/// <summary>Whether the role may do with the table what the writer will do.</summary>
internal static class TablePrivileges
{
    // A grant may cover single columns only, so each column is asked about by itself. An upsert reads the key it compares.
    private const string Sql = """
        SELECT
            NOT EXISTS (SELECT FROM unnest($2) c WHERE NOT has_column_privilege(t, c, 'INSERT')),
            NOT EXISTS (SELECT FROM unnest($3) c WHERE NOT has_column_privilege(t, c, 'UPDATE')),
            NOT EXISTS (SELECT FROM unnest($4) c WHERE NOT has_column_privilege(t, c, 'SELECT')),
            has_database_privilege(current_database(), 'TEMPORARY'),
            current_database()
        FROM (SELECT to_regclass($1)) AS target(t)
        """;

    /// <summary>One sentence per missing privilege, each with the statement that grants it. One round trip.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindMissingAsync(
        NpgsqlConnection connection, TableMapping mapping, LakebaseWriterOptions options, PooledDataSource source, CancellationToken cancellationToken)
    {
        string role = source.Place.Username;
        bool isUpsert = options.Mode == WriteMode.Upsert;
        string[] columns = [.. mapping.Columns.Select(column => column.Target.Name)];
        string[] keys = isUpsert ? [.. mapping.KeyOrdinals.Select(ordinal => columns[ordinal])] : [];
        string[] updated = isUpsert ? [.. columns.Except(keys, StringComparer.Ordinal)] : [];
        NpgsqlCommand command = new(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = mapping.Table.Name.ToSql() });
            foreach (string[] names in (string[][])[columns, updated, keys])
            {
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
            }

            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                string table = mapping.Table.Name.ToSql();
                string to = SqlIdentifier.Quote(role);
                List<string> missing = [];
                string[] onTable = ["INSERT", "UPDATE", "SELECT"];
                string lacking = string.Join(", ", onTable.Where((_, i) => !reader.GetBoolean(i)));
                if (lacking.Length > 0)
                {
                    missing.Add($"Role '{role}' lacks {lacking} on the table. Grant it: GRANT {lacking} ON {table} TO {to}.");
                }

                if (!reader.GetBoolean(3) && NeedsStaging(mapping, options, source))
                {
                    missing.Add($"Role '{role}' may make no temporary tables, which batches of this size and these types need. Grant it: "
                        + $"GRANT TEMPORARY ON DATABASE {SqlIdentifier.Quote(reader.GetString(4))} TO {to}; or lower BatchSize.");
                }

                return missing;
            }
        }
    }

    private static bool NeedsStaging(TableMapping mapping, LakebaseWriterOptions options, PooledDataSource source) =>
        FlushStrategySelector.Select(options.Mode, mapping, options.BatchSize, source.KeepsSessions)
            is FlushPath.StagedInsert or FlushPath.StagedUpsert;
}
