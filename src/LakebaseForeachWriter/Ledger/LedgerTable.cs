using Lakebase.Schema;
using Npgsql;

namespace Lakebase.Ledger;

/// <summary>The ledger's table and the text of its statements. Pure.</summary>
/// <remarks>
/// Where a statement must fail if it moves nothing, it reads a setting that does not exist: the one error that plain SQL can raise by name,
/// without a function that somebody would have to create first. Raised by the server, it takes the rows of the same transaction with it in
/// the same round trip; a count that the client looked at would come after the commit.
/// </remarks>
internal sealed class LedgerTable(QualifiedName name)
{
    private const string Superseded = "lakebase.superseded_attempt";

    // Which partition's row: $1 to $3 in every statement.
    private const string IsRow = "query_id = $1 AND target_table = $2 AND partition_id = $3";

    private readonly string _name = name.ToSql();

    /// <summary>
    /// Makes the row this attempt's: $4 epoch, $5 attempt. Returns the rows done of this epoch, or no row if a later epoch has begun. Waits
    /// for an attempt that is about to commit.
    /// </summary>
    public string ClaimSql =>
        $"INSERT INTO {_name} AS l (query_id, target_table, partition_id, epoch, rows_done, attempt) VALUES ($1, $2, $3, $4, 0, $5) "
        + "ON CONFLICT (query_id, target_table, partition_id) DO UPDATE SET epoch = excluded.epoch, attempt = excluded.attempt, "
        + "rows_done = CASE WHEN l.epoch = excluded.epoch THEN l.rows_done ELSE 0 END, updated_at = now() "
        + "WHERE l.epoch <= excluded.epoch RETURNING rows_done";

    /// <summary>
    /// Gives this attempt another name, $5, so that whatever it has sent before cannot commit any more: $4 epoch, $6 its names so far.
    /// Returns the rows done, or no row if another attempt has the row.
    /// </summary>
    public string RenewSql =>
        $"UPDATE {_name} SET attempt = $5, updated_at = now() WHERE {IsRow} AND epoch = $4 AND attempt = ANY($6) RETURNING rows_done";

    /// <summary>Moves the row on, in the transaction of the rows: $4 epoch, $5 attempt, $6 rows done so far, $7 rows done now.</summary>
    public string AdvanceSql =>
        $"WITH moved AS (UPDATE {_name} SET rows_done = $7, updated_at = now() "
        + $"WHERE {IsRow} AND epoch = $4 AND attempt = $5 AND rows_done = $6 RETURNING 1) "
        + $"SELECT CASE WHEN (SELECT count(*) FROM moved) = 1 THEN '' ELSE current_setting('{Superseded}') END";

    /// <summary>Whether the error is <see cref="AdvanceSql"/>'s own.</summary>
    public static bool SaysSuperseded(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.UndefinedObject && error.MessageText.Contains(Superseded, StringComparison.Ordinal);

    /// <summary>What the writer needs of the table. Its rows are updated with every flush, so pages keep room for new versions.</summary>
    public static CompanionTable Describe(string option, QualifiedName name) => new(
        option,
        name,
        [
            ("query_id", "text NOT NULL"),
            ("target_table", "text NOT NULL"),
            ("partition_id", "bigint NOT NULL"),
            ("epoch", "bigint NOT NULL"),
            ("rows_done", "bigint NOT NULL"),
            ("attempt", "uuid NOT NULL"),
            ("updated_at", "timestamp with time zone NOT NULL DEFAULT now()"),
        ],
        ["SELECT", "INSERT", "UPDATE"],
        PrimaryKey: "query_id, target_table, partition_id",
        Storage: " WITH (fillfactor = 20)");
}
