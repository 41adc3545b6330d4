using System.Data;
using Npgsql;

namespace Lakebase.Schema;

/// <summary>Reads a table's definition from PostgreSQL's catalogue.</summary>
internal static class TargetTableReader
{
    /// <summary>
    /// Changes whenever columns are added, dropped, renamed or retyped, a unique index comes or goes (without its key a plain insert would
    /// double rows silently), or the table is another one of the same name. $1 is the name.
    /// </summary>
    public const string FingerprintSql = """
        SELECT string_agg(concat_ws(':', a.attrelid::oid, a.attname, a.atttypid::oid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated), ',' ORDER BY a.attnum)
               || ';' || coalesce((SELECT string_agg(i.indexrelid::text, ',' ORDER BY i.indexrelid) FROM pg_index i
                                   WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid), '')
        FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
        """;

    private const string TableSql = """
        SELECT n.nspname, c.relname, c.relkind::text, c.reltype,
               c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity AND pg_relation_size(c.oid) = 0
               AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
               has_table_privilege(c.oid, 'SELECT')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)
        """;

    // A bare bit is bit(1), to which a cast would cut; with a modifier of -1 the name is one that means any length.
    private const string TypesSql = """
        WITH RECURSIVE needed AS (
            SELECT a.atttypid AS oid FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
            UNION
            SELECT u.oid FROM needed JOIN pg_type t USING (oid)
            CROSS JOIN LATERAL (VALUES (t.typbasetype), (CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0 END)) u(oid)
            WHERE u.oid <> 0)
        SELECT t.oid, format_type(t.oid, CASE WHEN t.oid IN ('bit'::regtype, 'bit[]'::regtype) THEN -1 END),
               t.typtype::text, t.typcategory::text, t.typelem, t.typbasetype, t.typtypmod
        FROM needed JOIN pg_type t USING (oid)
        """;

    private const string ColumnsSql = """
        SELECT a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef, a.attidentity::text, a.attgenerated::text,
               coalesce((SELECT NOT c.collisdeterministic FROM pg_collation c WHERE c.oid = a.attcollation), false)
        FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """;

    // The columns of an expression are in its stored tree, as nodes that name their numbers.
    // NULLS NOT DISTINCT came with PostgreSQL 15: through jsonb the query works on older servers too.
    private const string IndexesSql = """
        SELECT c.relname,
               ARRAY(SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k(attnum, place)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.place)
               || ARRAY(SELECT DISTINCT a.attname::text FROM regexp_matches(i.indexprs::text, ':varattno (\d+)', 'g') e(attnum)
                        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = e.attnum[1]::int2 WHERE a.attnum <> ALL (i.indkey)),
               i.indisprimary, pg_get_expr(i.indpred, i.indrelid), NOT i.indimmediate,
               coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
               CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
                   SELECT pg_get_indexdef(i.indexrelid, k, false) FROM generate_series(1, i.indnkeyatts) k ORDER BY k) END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid ORDER BY i.indisprimary DESC, c.relname
        """;

    /// <summary>The table's definition and fingerprint, or null if there is no such table. Two round trips.</summary>
    /// <param name="connection">The connection to ask over.</param>
    /// <param name="name">The table.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isInTransaction">Whether the caller has opened a transaction that reads from one snapshot.</param>
    /// <exception cref="SchemaMismatchException">The name stands for something that takes no rows.</exception>
    public static async ValueTask<(TargetTable Table, string Fingerprint)?> ReadAsync(
        NpgsqlConnection connection, QualifiedName name, CancellationToken cancellationToken, bool isInTransaction = false)
    {
        if (isInTransaction)
        {
            return await ReadSnapshotAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }

        // All of it from one snapshot: an ALTER TABLE of somebody else must not come between types and columns.
        NpgsqlTransaction snapshot =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            return await ReadSnapshotAsync(connection, name, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<(TargetTable Table, string Fingerprint)?> ReadSnapshotAsync(
        NpgsqlConnection connection, QualifiedName name, CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = new(connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach (string sql in (string[])[TableSql, TypesSql, ColumnsSql, IndexesSql, FingerprintSql])
            {
                NpgsqlBatchCommand command = new(sql);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name.ToSql() });
                batch.BatchCommands.Add(command);
            }

            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                QualifiedName fullName = QualifiedName.Of(reader.GetString(0), reader.GetString(1));
                ThrowUnlessWritable(fullName, reader.GetString(2));
                uint rowType = reader.GetFieldValue<uint>(3);
                bool isEmpty = reader.GetBoolean(4);
                bool isReadable = reader.GetBoolean(5);
                Dictionary<uint, TypeRow> types = (await ReadRowsAsync(reader, ReadType, cancellationToken).ConfigureAwait(false))
                    .ToDictionary(type => type.Oid);
                List<TargetColumn> columns =
                    await ReadRowsAsync(reader, row => ReadColumn(row, types), cancellationToken).ConfigureAwait(false);
                List<UniqueIndex> indexes = await ReadRowsAsync(reader, ReadIndex, cancellationToken).ConfigureAwait(false);
                List<string> fingerprint =
                    await ReadRowsAsync(reader, row => row.IsDBNull(0) ? "" : row.GetString(0), cancellationToken).ConfigureAwait(false);
                return (new TargetTable(fullName, columns, indexes) { RowTypeOid = rowType, IsEmpty = isEmpty, IsReadable = isReadable }, fingerprint[0]);
            }
        }
    }

    private static async ValueTask<List<T>> ReadRowsAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    // Ordinary and partitioned tables, foreign tables, and views, which may be updatable.
    private static void ThrowUnlessWritable(QualifiedName name, string relationKind)
    {
        if (relationKind is not ("r" or "p" or "f" or "v"))
        {
            throw new SchemaMismatchException($"{name} takes no rows:", ["it is no table; name a table, or an updatable view."]);
        }
    }

    private static TypeRow ReadType(NpgsqlDataReader row)
    {
        string category = row.GetString(3);
        TargetTypeKind kind = row.GetString(2) switch
        {
            "e" => TargetTypeKind.Enum,
            "d" => TargetTypeKind.Domain,
            "c" => TargetTypeKind.Composite,
            "r" or "m" => TargetTypeKind.Range,
            "p" => TargetTypeKind.Pseudo,
            _ => category == "A" ? TargetTypeKind.Array : TargetTypeKind.Base,
        };
        return new TypeRow(
            row.GetFieldValue<uint>(0), row.GetString(1), kind, row.GetFieldValue<uint>(4), row.GetFieldValue<uint>(5), row.GetInt32(6));
    }

    private static TargetColumn ReadColumn(NpgsqlDataReader row, Dictionary<uint, TypeRow> types)
    {
        IdentityKind identity = row.GetString(5) switch
        {
            "a" => IdentityKind.Always,
            "d" => IdentityKind.ByDefault,
            _ => IdentityKind.None,
        };
        return new TargetColumn(
            row.GetString(0),
            Resolve(types, row.GetFieldValue<uint>(1), row.GetInt32(2)),
            IsNotNull: row.GetBoolean(3),
            HasDefault: row.GetBoolean(4) || identity != IdentityKind.None,
            IsGenerated: row.GetString(6).Length > 0,
            identity,
            HasFuzzyCollation: row.GetBoolean(7));
    }

    private static UniqueIndex ReadIndex(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetFieldValue<string[]>(1),
        IsPrimaryKey: row.GetBoolean(2),
        Predicate: row.IsDBNull(3) ? null : row.GetString(3),
        IsDeferrable: row.GetBoolean(4),
        NullsNotDistinct: row.GetBoolean(5),
        KeySql: row.IsDBNull(6) ? null : row.GetFieldValue<string[]>(6));

    private static TargetType Resolve(Dictionary<uint, TypeRow> types, uint oid, int modifier)
    {
        TypeRow type = types[oid];
        return new TargetType(
            oid,
            type.Name,
            type.Kind,
            modifier,
            Element: type.Kind == TargetTypeKind.Array ? Resolve(types, type.ElementOid, modifier) : null,
            BaseType: type.Kind == TargetTypeKind.Domain ? Resolve(types, type.BaseOid, type.BaseModifier) : null);
    }

    private sealed record TypeRow(uint Oid, string Name, TargetTypeKind Kind, uint ElementOid, uint BaseOid, int BaseModifier);
}
