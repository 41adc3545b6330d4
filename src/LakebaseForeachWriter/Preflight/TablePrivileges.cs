using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Preflight;

/// <summary>Whether the role may do with the table what the writer will do.</summary>
internal static class TablePrivileges
{
    // A grant may cover single columns only, so each column is asked about by itself.
    private const string Sql = """
        SELECT
            NOT EXISTS (SELECT FROM unnest($2) c WHERE NOT has_column_privilege(t, c, 'INSERT')),
            NOT EXISTS (SELECT FROM unnest($3) c WHERE NOT has_column_privilege(t, c, 'UPDATE')),
            NOT EXISTS (SELECT FROM unnest($4) c WHERE NOT has_column_privilege(t, c, 'SELECT')),
            has_database_privilege(current_database(), 'TEMPORARY'),
            current_database(),
            has_table_privilege(t, 'DELETE')
        FROM (SELECT to_regclass($1)) AS target(t)
        """;

    /// <summary>One sentence per missing privilege, each with the statement that grants it. One round trip.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindMissingAsync(
        NpgsqlConnection connection, TableMapping mapping, LakebaseWriterOptions options, PooledDataSource source, CancellationToken cancellationToken)
    {
        string role = source.Place.Username;
        bool isUpsert = options.Mode == WriteMode.Upsert;
        string[] columns = [.. mapping.WrittenOrdinals.Select(ordinal => mapping.Columns[ordinal].Target.Name)];
        string[] keys = isUpsert ? [.. mapping.KeyOrdinals.Select(ordinal => mapping.Columns[ordinal].Target.Name)] : [];
        bool deletes = mapping.Rules.OperationOrdinal is not null;
        string[] updated = isUpsert ? [.. columns.Except(keys, StringComparer.Ordinal)] : [];
        NpgsqlCommand command = new(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = mapping.Table.Name.ToSql() });
            foreach (string[] names in (string[][])[columns, updated, ReadColumns(mapping, keys, updated)])
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
                string[] onTable = ["INSERT", "UPDATE", "SELECT", "DELETE"];
                bool[] has = [reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), !deletes || reader.GetBoolean(5)];
                string lacking = string.Join(", ", onTable.Where((_, i) => !has[i]));
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

    // An upsert reads what it compares: the key, and what its rules look at.
    private static string[] ReadColumns(TableMapping mapping, string[] keys, string[] updated)
    {
        IEnumerable<int> compared = mapping.Rules.VersionOrdinal is { } version
            ? [.. mapping.Rules.CoalesceOrdinals, version]
            : mapping.Rules.CoalesceOrdinals;
        return [.. keys, .. mapping.Rules.SkipUnchanged ? updated : compared.Select(ordinal => mapping.Columns[ordinal].Target.Name)];
    }

    private static bool NeedsStaging(TableMapping mapping, LakebaseWriterOptions options, PooledDataSource source) =>
        FlushStrategySelector.Select(options.Mode, mapping, new FlushSize(options.BatchSize), options.WritePath, source.KeepsSessions)
            is FlushPath.StagedInsert or FlushPath.StagedUpsert;
}
