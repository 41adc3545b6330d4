using Lakebase.Schema;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Swap;

/// <summary>Takes the rights to change a target from every role but its owner.</summary>
internal static class TargetProtection
{
    // What is revoked of a table is revoked of its columns too.
    private const string Sql = """
        SELECT DISTINCT format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM %s', c.oid::regclass,
               CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END)
        FROM pg_class c CROSS JOIN LATERAL (
            SELECT * FROM aclexplode(c.relacl)
            UNION ALL
            SELECT one.* FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) one WHERE a.attrelid = c.oid) e
        WHERE c.oid = to_regclass($1) AND e.grantee <> c.relowner AND e.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
        """;

    /// <summary>Takes them, in the transaction that is open.</summary>
    public static async ValueTask ApplyAsync(NpgsqlConnection connection, QualifiedName target, CancellationToken cancellationToken)
    {
        foreach (string revoke in await connection.QueryShortAsync(Sql, row => row.GetString(0), cancellationToken, target.ToSql()).ConfigureAwait(false))
        {
            await connection.ExecuteAsync(revoke, cancellationToken).ConfigureAwait(false);
        }
    }
}
