using Lakebase.Schema;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>The target as it is before a run.</summary>
/// <param name="Oid">Its row in <c>pg_class</c>.</param>
/// <param name="Kind"><c>pg_class.relkind</c>.</param>
/// <param name="Columns">Its columns' names and types, in order.</param>
/// <param name="Dependants">What would be lost with it, or keeps it from being replaced.</param>
/// <param name="PrimaryKeyName">The name of its primary key, or null.</param>
internal sealed record TargetTableState(
    uint Oid, string Kind, string? PrimaryKeyName, IReadOnlyList<(string Name, string Type)> Columns, IReadOnlyList<string> Dependants)
{
    /// <summary>The columns of its primary key.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    private const string ColumnsSql = """
        SELECT attname::text, format_type(atttypid, atttypmod)
        FROM pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """;

    private const string KeysSql = """
        SELECT a.attname::text FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY one (attnum, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = one.attnum
        WHERE k.conrelid = $1::oid AND k.contype = 'p' ORDER BY one.place
        """;

    // Constraints, policies, rules, triggers, defaults, indexes and statistics of the table itself are made again; everything else stays behind.
    private const string DependantsSql = """
        SELECT DISTINCT regexp_replace(pg_describe_object(d.classid, d.objid, d.objsubid), '^rule "?_RETURN"? on ', '') AS what
        FROM pg_depend d
        WHERE ((d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid)
            OR (d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT t.oid FROM pg_type t WHERE t.typrelid = $1::oid
                UNION ALL SELECT t.typarray FROM pg_type t WHERE t.typrelid = $1::oid)))
          AND d.deptype = 'n'
          AND NOT EXISTS (SELECT FROM pg_constraint c WHERE d.classid = 'pg_constraint'::regclass AND c.oid = d.objid AND c.conrelid = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE d.classid = 'pg_policy'::regclass AND p.oid = d.objid AND p.polrelid = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_rewrite r WHERE d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_class = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_trigger g WHERE d.classid = 'pg_trigger'::regclass AND g.oid = d.objid AND g.tgrelid = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_attrdef a WHERE d.classid = 'pg_attrdef'::regclass AND a.oid = d.objid AND a.adrelid = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_index i WHERE d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid AND i.indrelid = $1::oid)
          AND NOT EXISTS (SELECT FROM pg_statistic_ext s WHERE d.classid = 'pg_statistic_ext'::regclass AND s.oid = d.objid AND s.stxrelid = $1::oid)
        UNION
        SELECT 'publication ' || p.pubname FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = $1::oid
        UNION
        SELECT 'inheritance with ' || CASE inhparent WHEN $1::oid THEN inhrelid ELSE inhparent END::regclass
        FROM pg_inherits WHERE $1::oid IN (inhparent, inhrelid)
        ORDER BY what
        """;

    /// <summary>Reads it; null if there is nothing of that name.</summary>
    public static async ValueTask<TargetTableState?> ReadAsync(
        NpgsqlConnection connection, QualifiedName name, CancellationToken cancellationToken)
    {
        List<(long Oid, string Kind, string? Key)> found = await connection.QueryShortAsync(
            """
            SELECT c.oid::bigint, c.relkind::text, (SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
            FROM pg_class c WHERE c.oid = to_regclass($1)
            """,
            row => (row.GetInt64(0), row.GetString(1), row.TextOrNull(2)),
            cancellationToken,
            name.ToSql()).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return null;
        }

        long oid = found[0].Oid;
        List<(string, string)> columns = await connection.QueryShortAsync(
            ColumnsSql, row => (row.GetString(0), row.GetString(1)), cancellationToken, oid).ConfigureAwait(false);
        List<string> keys = await connection.QueryShortAsync(KeysSql, row => row.GetString(0), cancellationToken, oid).ConfigureAwait(false);
        List<string> dependants =
            await connection.QueryShortAsync(DependantsSql, row => row.GetString(0), cancellationToken, oid).ConfigureAwait(false);
        return new TargetTableState((uint)oid, found[0].Kind, found[0].Key, columns, dependants) { Keys = keys };
    }
}
