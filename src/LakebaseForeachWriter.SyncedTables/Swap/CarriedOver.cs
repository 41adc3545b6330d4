using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>
/// What a table has beside its rows, as the statements that give it to the table in its place. The new table is built in a schema of its
/// own under its final name, so that names of indexes and constraints are what they were.
/// </summary>
/// <param name="BeforeLoad">Storage, before the first row: schema of the run.</param>
/// <param name="AfterLoad">Constraints, indexes, statistics: schema of the run.</param>
/// <param name="BeforeDrop">What must survive the old table.</param>
/// <param name="AfterSwap">Owner, rights, comments, policies, triggers, rules and the like: the target's own schema.</param>
internal sealed record CarriedOver(
    IReadOnlyList<string> BeforeLoad, IReadOnlyList<string> AfterLoad, IReadOnlyList<string> BeforeDrop, IReadOnlyList<string> AfterSwap)
{
    public static readonly CarriedOver Nothing = new([], [], [], []);

    // $1 the table's oid, $2 the schema of the run, $3 the source's columns, $4 the definition's indexes.
    private const string Sql = """
        WITH t AS (SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1::oid),
        a AS (SELECT a.*, format('%I.%I', t.nspname, t.relname) AS own, format('%I.%I', $2::text, t.relname) AS load,
                     pg_get_expr(d.adbin, d.adrelid) AS expression
              FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum)

        SELECT 'BeforeLoad' AS stage, 1 AS place, format('ALTER TABLE %I.%I SET (%s)', $2::text, relname, array_to_string(reloptions, ', ')) AS sql
        FROM t WHERE reloptions IS NOT NULL
        UNION ALL
        SELECT 'BeforeLoad', 1, format('ALTER TABLE %I.%I SET (%s)', $2::text, t.relname,
               (SELECT string_agg('toast.' || o, ', ') FROM unnest(toast.reloptions) o))
        FROM t JOIN pg_class toast ON toast.oid = t.reltoastrelid WHERE toast.reloptions IS NOT NULL
        UNION ALL
        SELECT 'BeforeLoad', 1, format('ALTER TABLE %I.%I SET TABLESPACE %I', $2::text, relname, s.spcname)
        FROM t JOIN pg_tablespace s ON s.oid = t.reltablespace
        UNION ALL
        SELECT 'BeforeLoad', 2, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', load, attname,
               CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
        FROM a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attstorage <> y.typstorage AND a.attname = ANY ($3)
        UNION ALL
        SELECT 'BeforeLoad', 2, format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s', load, attname, CASE attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END)
        FROM a WHERE attcompression <> '' AND attname = ANY ($3)
        UNION ALL
        SELECT 'BeforeLoad', 2, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', load, attname, attstattarget) FROM a
        WHERE attstattarget >= 0 AND attname = ANY ($3)
        UNION ALL
        SELECT 'BeforeLoad', 2, format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', load, attname, array_to_string(attoptions, ', ')) FROM a
        WHERE attoptions IS NOT NULL AND attname = ANY ($3)

        UNION ALL
        SELECT 'AfterLoad', 1, format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', load, attname) FROM a
        WHERE attnotnull AND attname = ANY ($3)
        UNION ALL
        SELECT 'AfterLoad', 2, format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, t.relname, c.conname, pg_get_constraintdef(c.oid))
        FROM t JOIN pg_constraint c ON c.conrelid = t.oid WHERE c.contype IN ('c', 'u', 'x') OR (c.contype = 'f' AND c.confrelid <> t.oid)
        UNION ALL
        SELECT 'AfterLoad', 3, format('CREATE %sINDEX %I ON %I.%I USING', u.kind, i.relname, $2::text, t.relname)
               || substr(pg_get_indexdef(i.oid), length(format('CREATE %sINDEX %I ON %I.%I USING', u.kind, i.relname, t.nspname, t.relname)) + 1)
        FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
        CROSS JOIN LATERAL (SELECT CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END AS kind) u
        WHERE x.indisvalid AND i.relname <> ALL ($4) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid AND c.conrelid = t.oid)
        UNION ALL
        SELECT 'AfterLoad', 4, format('CREATE STATISTICS %I.%I %s ON %s FROM %I.%I', $2::text, s.stxname,
               (SELECT '(' || string_agg(CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END, ', ') || ')'
                FROM unnest(s.stxkind) k WHERE k IN ('d', 'f', 'm')),
               pg_get_statisticsobjdef_columns(s.oid), $2::text, t.relname)
        FROM t JOIN pg_statistic_ext s ON s.stxrelid = t.oid

        UNION ALL
        SELECT 'BeforeDrop', 1, format('ALTER SEQUENCE %s OWNED BY NONE', d.objid::regclass)
        FROM t JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
            AND d.deptype = 'a' JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'

        UNION ALL
        SELECT 'AfterSwap', 1, format('ALTER STATISTICS %I.%I SET SCHEMA %I', $2::text, s.stxname, n.nspname)
        FROM t JOIN pg_statistic_ext s ON s.stxrelid = t.oid JOIN pg_namespace n ON n.oid = s.stxnamespace
        UNION ALL
        SELECT 'AfterSwap', 2, format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', own, attname, expression) FROM a
        WHERE expression IS NOT NULL AND attgenerated = '' AND attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 3, format('ALTER SEQUENCE %s OWNED BY %s.%I', d.objid::regclass, a.own, a.attname)
        FROM a JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
            AND d.refobjsubid = a.attnum AND d.deptype = 'a' JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' WHERE a.attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 3, format('ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (START %s INCREMENT %s MINVALUE %s MAXVALUE %s)',
               own, attname, CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqstart, s.seqincrement, s.seqmin, s.seqmax)
        FROM a JOIN pg_sequence s ON s.seqrelid = pg_get_serial_sequence(own, attname)::regclass
        WHERE attidentity <> '' AND attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 4, format('SELECT setval(pg_get_serial_sequence(%L, %L), %s, true)', own, attname, q.last_value)
        FROM a JOIN pg_sequences q ON format('%I.%I', q.schemaname, q.sequencename)::regclass = pg_get_serial_sequence(own, attname)::regclass
        WHERE attidentity <> '' AND q.last_value IS NOT NULL AND attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 5, format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', t.nspname, t.relname, c.conname, pg_get_constraintdef(c.oid))
        FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' AND c.confrelid = t.oid
        UNION ALL
        SELECT 'AfterSwap', 6, format('COMMENT ON TABLE %I.%I IS %L', t.nspname, t.relname, d.description)
        FROM t JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = t.oid AND d.objsubid = 0
        UNION ALL
        SELECT 'AfterSwap', 6, format('COMMENT ON COLUMN %s.%I IS %L', own, attname, d.description)
        FROM a JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum WHERE attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 6, format('COMMENT ON INDEX %I.%I IS %L', t.nspname, i.relname, d.description)
        FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = i.oid
        UNION ALL
        SELECT 'AfterSwap', 6, format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', c.conname, t.nspname, t.relname, d.description)
        FROM t JOIN pg_constraint c ON c.conrelid = t.oid JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = c.oid
        UNION ALL
        SELECT 'AfterSwap', 7, format('ALTER TABLE %I.%I CLUSTER ON %I', t.nspname, t.relname, i.relname)
        FROM t JOIN pg_index x ON x.indrelid = t.oid AND x.indisclustered JOIN pg_class i ON i.oid = x.indexrelid
        UNION ALL
        SELECT 'AfterSwap', 7, format('ALTER TABLE %I.%I REPLICA IDENTITY %s', t.nspname, t.relname,
               CASE t.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || quote_ident(i.relname) END)
        FROM t LEFT JOIN pg_index x ON x.indrelid = t.oid AND x.indisreplident LEFT JOIN pg_class i ON i.oid = x.indexrelid
        WHERE t.relreplident IN ('f', 'n') OR (t.relreplident = 'i' AND i.oid IS NOT NULL)
        UNION ALL
        SELECT 'AfterSwap', 8, format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s%s%s', p.polname, t.nspname, t.relname,
               CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
               CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
               (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r),
               ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
        FROM t JOIN pg_policy p ON p.polrelid = t.oid
        UNION ALL
        SELECT 'AfterSwap', 8, format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', nspname, relname) FROM t WHERE relrowsecurity
        UNION ALL
        SELECT 'AfterSwap', 8, format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', nspname, relname) FROM t WHERE relforcerowsecurity
        UNION ALL
        SELECT 'AfterSwap', 9, pg_get_triggerdef(g.oid) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
        UNION ALL
        SELECT 'AfterSwap', 9, pg_get_ruledef(r.oid) FROM t JOIN pg_rewrite r ON r.ev_class = t.oid
        UNION ALL
        SELECT 'AfterSwap', 10, format('ALTER TABLE %I.%I %s RULE %I', t.nspname, t.relname,
               CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, r.rulename)
        FROM t JOIN pg_rewrite r ON r.ev_class = t.oid WHERE r.ev_enabled <> 'O'
        UNION ALL
        SELECT 'AfterSwap', 10, format('COMMENT ON %s %I ON %I.%I IS %L', one.kind, one.name, t.nspname, t.relname, d.description)
        FROM t CROSS JOIN LATERAL (
            SELECT 'TRIGGER' AS kind, tgname AS name, 'pg_trigger'::regclass AS class, oid FROM pg_trigger WHERE tgrelid = t.oid
            UNION ALL SELECT 'POLICY', polname, 'pg_policy'::regclass, oid FROM pg_policy WHERE polrelid = t.oid
            UNION ALL SELECT 'RULE', rulename, 'pg_rewrite'::regclass, oid FROM pg_rewrite WHERE ev_class = t.oid) one
        JOIN pg_description d ON d.classoid = one.class AND d.objoid = one.oid
        UNION ALL
        SELECT 'AfterSwap', 6, format('COMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname, d.description)
        FROM t JOIN pg_statistic_ext s ON s.stxrelid = t.oid JOIN pg_namespace n ON n.oid = s.stxnamespace
        JOIN pg_description d ON d.classoid = 'pg_statistic_ext'::regclass AND d.objoid = s.oid
        UNION ALL
        SELECT 'AfterSwap', 10, format('ALTER TABLE %I.%I %s TRIGGER %I', t.nspname, t.relname,
               CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, g.tgname)
        FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal WHERE g.tgenabled <> 'O'
        UNION ALL
        SELECT DISTINCT 'AfterSwap', 10, format('REVOKE ALL ON %I.%I FROM %s', t.nspname, t.relname,
               CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END)
        FROM t CROSS JOIN pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) e
        WHERE d.defaclobjtype = 'r' AND d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND e.grantee <> d.defaclrole
        UNION ALL
        SELECT 'AfterSwap', 11, format('GRANT %s ON %I.%I TO %s%s', e.privilege_type, t.nspname, t.relname,
               CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END, CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM t CROSS JOIN LATERAL aclexplode(t.relacl) e WHERE e.grantee <> t.relowner
        UNION ALL
        SELECT 'AfterSwap', 11, format('GRANT %s (%I) ON %s TO %s%s', e.privilege_type, a.attname, a.own,
               CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END, CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM a CROSS JOIN LATERAL aclexplode(a.attacl) e WHERE a.attname = ANY ($3)
        UNION ALL
        SELECT 'AfterSwap', 12, format('ALTER TABLE %I.%I OWNER TO %I', nspname, relname, pg_get_userbyid(relowner)) FROM t
        WHERE relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
        ORDER BY 1, 2, 3
        """;

    /// <summary>Reads what a table has.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="oid">The table.</param>
    /// <param name="loadSchema">Where its successor is built.</param>
    /// <param name="columns">The columns that the successor has as well.</param>
    /// <param name="definedIndexes">Indexes that the definition makes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<CarriedOver> ReadAsync(
        NpgsqlConnection connection,
        uint oid,
        string loadSchema,
        string[] columns,
        string[] definedIndexes,
        CancellationToken cancellationToken)
    {
        List<(string Stage, string Sql)> all = await connection.QueryShortAsync(
            Sql, row => (row.GetString(0), row.GetString(2)), cancellationToken, (long)oid, loadSchema, columns, definedIndexes)
            .ConfigureAwait(false);
        IReadOnlyList<string> Of(string stage) => [.. all.Where(one => one.Stage == stage).Select(one => one.Sql)];
        return new CarriedOver(Of(nameof(BeforeLoad)), Of(nameof(AfterLoad)), Of(nameof(BeforeDrop)), Of(nameof(AfterSwap)));
    }

    /// <summary>Whether the other one builds the same table.</summary>
    public bool BuildsLike(CarriedOver other) => BeforeLoad.SequenceEqual(other.BeforeLoad) && AfterLoad.SequenceEqual(other.AfterLoad);
}
