using System.Globalization;

namespace Lakebase;

/// <summary>
/// What to write where, and how. A plain object that travels from the driver to the executors; whoever uses it copies what it needs, so
/// later changes have no effect on a running writer.
/// </summary>
/// <remarks>
/// Where the database is: options here win over the connection string, which wins over PostgreSQL's environment variables
/// (<c>PGHOST</c>, <c>PGPORT</c>, <c>PGDATABASE</c>, <c>PGUSER</c>, <c>PGPASSWORD</c>, <c>PGPASSFILE</c>, <c>PGSSLMODE</c>,
/// <c>PGSSLROOTCERT</c>). Environment and files are read on the machine that connects: the executor.
/// </remarks>
[Serializable]
public sealed partial class LakebaseWriterOptions
{
    internal static readonly TimeSpan DefaultBatchInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A connection string (<c>Host=…;Database=…</c>) or address (<c>postgresql://user@host:5432/database</c>). Default: none. It becomes
    /// part of Spark's plan: a password in it is better given by <see cref="ConnectionStringFile"/> or the environment. At most one of
    /// the three <c>ConnectionString…</c> options may be set.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Name of an environment variable of the executor that holds the connection string. Default: none.</summary>
    public string? ConnectionStringEnvironmentVariable { get; set; }

    /// <summary>Path of a file on the executor that holds the connection string, surrounding blanks ignored. Default: none.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>
    /// A Lakebase project or database instance by its name, or an endpoint by its full name
    /// (<c>projects/…/branches/…/endpoints/…</c>): the executor asks the workspace for address, role and password, and renews the password.
    /// Default: none. Excludes <see cref="Host"/> and the <c>ConnectionString…</c> options. Where neither those nor this are set, the
    /// executor's <c>LAKEBASE_ENDPOINT</c> counts.
    /// </summary>
    public string? LakebaseName { get; set; }

    /// <summary>The Databricks workspace, <c>https://…</c>. Default: none, which means <c>DATABRICKS_HOST</c>, or else the
    /// profile's.</summary>
    public string? DatabricksHost { get; set; }

    /// <summary>
    /// The profile of the executor's <c>~/.databrickscfg</c> (or <c>DATABRICKS_CONFIG_FILE</c>) to log in to the workspace with. Default:
    /// none, which means <c>DATABRICKS_CONFIG_PROFILE</c>, or else the file's default where nothing else is configured.
    /// </summary>
    public string? DatabricksProfile { get; set; }

    /// <summary>The application id of the service principal to log in to the workspace as. Default: none, which means
    /// <c>DATABRICKS_CLIENT_ID</c>.</summary>
    public string? DatabricksClientId { get; set; }

    /// <summary>
    /// The service principal's OAuth secret. Default: none, which means <c>DATABRICKS_CLIENT_SECRET</c>. It becomes part of Spark's plan, so
    /// prefer the environment or a profile; the validator warns. Never printed.
    /// </summary>
    public string? DatabricksClientSecret { get; set; }

    /// <summary>
    /// A personal access token for the workspace. Default: none, which means <c>DATABRICKS_TOKEN</c>. It becomes part of Spark's plan, so
    /// prefer the environment or a profile; the validator warns. Never printed.
    /// </summary>
    public string? DatabricksToken { get; set; }

    /// <summary>
    /// <c>pat</c> or <c>oauth-m2m</c>: which login counts where both are configured. Default: none, which means
    /// <c>DATABRICKS_AUTH_TYPE</c>; without either, two logins are an error.
    /// </summary>
    public string? DatabricksAuthType { get; set; }

    /// <summary>
    /// The server: a host name (a Lakebase read-write DNS name, for instance), an address, or the folder of a Unix socket. Default: none.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>The server's port, 1 … 65535. Default: none, which means 5432 where nothing else names one.</summary>
    public int? Port { get; set; }

    /// <summary>The database. Default: none, which means <c>databricks_postgres</c> where nothing else names one.</summary>
    public string? Database { get; set; }

    /// <summary>The role to log in as. Default: none, which means the operating system's user where nothing else names one.</summary>
    public string? Username { get; set; }

    /// <summary>
    /// The role's password. Default: none. It becomes part of Spark's plan, so prefer <c>PGPASSWORD</c>, <c>PGPASSFILE</c> or
    /// <see cref="ConnectionStringFile"/>; the validator warns. Never printed.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>
    /// The table: <c>table</c> or <c>schema.table</c>, each part as written, case included; a part with a dot, blank or quote stands in
    /// double quotes. Required.
    /// </summary>
    public string Table { get; set; } = "";

    /// <summary>How rows get into the table. Default: <see cref="WriteMode.Insert"/>.</summary>
    public WriteMode Mode { get; set; } = WriteMode.Insert;

    /// <summary>
    /// The key columns that decide whether two rows are the same. Required for <see cref="WriteMode.Upsert"/>, where a unique index of
    /// the table must cover exactly these columns; with <see cref="CreateTable"/> they become the primary key. Default: none.
    /// </summary>
    public string[] PrimaryKeys { get; set; } = [];

    /// <summary>
    /// What <see cref="WriteMode.Insert"/> and <see cref="WriteMode.BulkInsert"/> do with a row that a unique key refuses. Default:
    /// <see cref="ConflictAction.Fail"/>. With <see cref="ConflictAction.DoNothing"/> a bulk-insert goes through a temporary table.
    /// </summary>
    public ConflictAction OnConflict { get; set; } = ConflictAction.Fail;

    /// <summary>
    /// Upsert: the name of the unique index that decides, where the right one is not found from <see cref="PrimaryKeys"/> alone. Only taken
    /// by name: an index over a part of the rows (rows outside it are always inserted), and one with an expression among its keys, such as
    /// <c>lower(email)</c>; then <see cref="PrimaryKeys"/> are the columns of its keys and expressions, and a row keeps the spelling that
    /// it was inserted with. Default: none.
    /// </summary>
    public string? ConflictIndex { get; set; }

    /// <summary>
    /// Upsert: a column of the rows by which a row in the table is overwritten or deleted only by a higher version. A null version never
    /// overwrites; a null in the table is lower than any version. Default: none, the last row of a key wins. A deleted row leaves no
    /// version behind: a lower one that comes later inserts it again.
    /// </summary>
    public string? VersionColumn { get; set; }

    /// <summary>Upsert: columns that keep the table's value where the row has a null. Default: none.</summary>
    public string[] CoalesceColumns { get; set; } = [];

    /// <summary>
    /// Upsert: a string column of the rows, not of the table, that says what to do with its row: delete it by its key if
    /// <see cref="DeleteOperations"/> holds the value, else upsert it. With <c>_change_type</c> the rows are Delta's change data feed:
    /// <c>update_preimage</c> rows are passed over, <c>_commit_version</c> and <c>_commit_timestamp</c> are not written. Default: none.
    /// </summary>
    public string? OperationColumn { get; set; }

    /// <summary>The values of <see cref="OperationColumn"/> that delete; case counts. Default: <c>delete</c>.</summary>
    public string[] DeleteOperations { get; set; } = ["delete"];

    /// <summary>
    /// Upsert: whether rows are left alone that would not change, as PostgreSQL compares values. Saves dead rows and write-ahead log where
    /// many rows come unchanged; costs a comparison per row where few do. Default: false.
    /// </summary>
    public bool SkipUnchanged { get; set; }

    /// <summary>How the rows travel to the server. Default: <see cref="WritePath.Automatic"/>.</summary>
    public WritePath WritePath { get; set; } = WritePath.Automatic;

    /// <summary>
    /// Whether the table is created when it does not exist, with the columns of the source and <see cref="PrimaryKeys"/> as primary key.
    /// Default: false, a missing table is an error.
    /// </summary>
    public bool CreateTable { get; set; }

    /// <summary>
    /// Whether columns that the rows have and the table lacks are added to it (<c>ALTER TABLE … ADD COLUMN</c>, nullable). Default: false,
    /// a missing column is an error. Columns are never dropped or retyped. The role must own the table.
    /// </summary>
    public bool AddColumns { get; set; }

    /// <summary>
    /// Whether a query looks at the database from the driver before it starts, and fails with everything that is wrong at once: table,
    /// columns, key, rights, connections. Default: true. Set it to false where only the executors can reach the database.
    /// </summary>
    public bool Preflight { get; set; } = true;

    /// <summary>
    /// What becomes of struct and map columns, and of arrays that hold them. Default: <see cref="ComplexTypeHandling.Refuse"/>, the writer
    /// cannot be made for them; <see cref="ComplexTypeHandling.Json"/> writes them as JSON.
    /// </summary>
    public ComplexTypeHandling ComplexTypes { get; set; } = ComplexTypeHandling.Refuse;

    /// <summary>
    /// What becomes of a value that its column cannot hold: out of range, too long, with digits that would be lost, or no text that
    /// PostgreSQL stores. Default: <see cref="InvalidValueHandling.Fail"/>. Values that were written otherwise are counted
    /// (<c>lakebase.values.invalid</c>), and a line in the log says so once a minute at most.
    /// </summary>
    public InvalidValueHandling InvalidValues { get; set; } = InvalidValueHandling.Fail;

    /// <summary>
    /// Rows per batch at most, 1 … 1,000,000. Default: 1,000. A batch is one transaction. More rows per batch mean more throughput and more
    /// memory, and more rows to write again after a failure.
    /// </summary>
    public int BatchSize { get; set; } = 1_000;

    /// <summary>
    /// When rows that wait are written. Default: <see cref="FlushMode.SizeOrInterval"/>. <see cref="FlushMode.WhenIdle"/> is for latencies of
    /// milliseconds; batches still end at <see cref="BatchSize"/>, and <see cref="BatchInterval"/> must be left alone.
    /// </summary>
    public FlushMode FlushMode { get; set; } = FlushMode.SizeOrInterval;

    /// <summary>
    /// How long the first row of a batch waits for others, 0 … 1 hour. Default: 100 ms. Zero, no wait at all, is the same as
    /// <see cref="FlushMode.WhenIdle"/>.
    /// </summary>
    public TimeSpan BatchInterval { get; set; } = DefaultBatchInterval;

    /// <summary>
    /// Rows per partition that may wait for the database or be on their way to it, from <see cref="BatchSize"/> on. Default: null, which
    /// means 10,000 or three times the batch size, whichever is more. When they are reached, the stream waits.
    /// </summary>
    public int? QueueCapacity { get; set; }

    /// <summary>
    /// Bytes per partition that may wait for the database or be on their way to it, 1 MiB … 16 GiB. Default: 64 MiB. When they are reached,
    /// the stream waits. A quarter of it also ends a batch of wide rows before <see cref="BatchSize"/> does.
    /// </summary>
    public long QueueCapacityBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// How often a batch is written again after an error that can pass by itself, in addition to the first try, 0 … 100. Default: 8,
    /// which with the default waits takes about half a minute: a restart or failover of the server passes in that time.
    /// </summary>
    public int MaxRetryAttempts { get; set; } = 8;

    /// <summary>
    /// How long after its first try a batch may still be written again, 1 s … 1 day. Default: 5 minutes. Whichever of this and
    /// <see cref="MaxRetryAttempts"/> is reached first ends the retries, and the last error is thrown.
    /// </summary>
    public TimeSpan MaxRetryDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait before the first retry, 1 ms … 1 minute; each further wait is twice as long, give or take a random part. Default:
    /// 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two tries, <see cref="RetryDelay"/> … 10 minutes. Default: 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection, 1 s … 10 minutes, in whole seconds. Default: 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time for one try to write one batch, 1 s … 1 day. Default: 60 s. Then the statement is cancelled and tried
    /// again.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Longest wait at the end of an epoch for what is still to be committed, 1 s … 1 day. Default: 10 minutes. Then the task fails and
    /// Spark runs the epoch again; nothing is lost.
    /// </summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A table that remembers, for each query, target table and partition, how many rows of the epoch are committed: <c>table</c> or
    /// <c>schema.table</c>, made if it is missing. Default: none. With it every mode writes each row exactly once, over a crash, a lost
    /// commit's answer or two attempts at once: a replay skips the rows that are there, and the older of two attempts fails. It needs a
    /// source that brings the same rows in the same order to the same partition again: Kafka, Delta or files without a shuffle, in
    /// micro-batches (not real-time mode, nor asynchronous progress tracking). One statement more per batch, in the same round trip (COPY:
    /// one round trip more), and one per partition and epoch.
    /// </summary>
    public string? LedgerTable { get; set; }

    /// <summary>
    /// The query's id in <see cref="LedgerTable"/> where the writer is used without Spark's: the same after each restart, another one where
    /// epochs begin to count anew. Default: none, which means Spark's id of the query, kept in its checkpoint; where there is one, it
    /// counts.
    /// </summary>
    public string? LedgerQueryId { get; set; }

    /// <summary>
    /// A table for rows that the database refuses (a constraint, a value that does not fit, a trigger's exception): <c>table</c> or
    /// <c>schema.table</c>, made if it is missing. Default: none, such a row fails its batch. The row, as JSON, and the reason are
    /// committed together with the other rows of its batch, which are written without it. At most one of this and
    /// <see cref="DeadLetterFolder"/>.
    /// </summary>
    public string? DeadLetterTable { get; set; }

    /// <summary>
    /// A folder of the executor for the same rows, one line of JSON each, which nobody but the process's own user can read. Default: none.
    /// The lines are on the disk before their batch is committed; a crash in between may repeat some.
    /// </summary>
    public string? DeadLetterFolder { get; set; }

    /// <summary>
    /// Rows per partition and epoch that may be put aside, 0 … 1,000,000. Default: 100. One more fails the batch: then it is not a few
    /// rows that are wrong. Counts only with <see cref="DeadLetterTable"/> or <see cref="DeadLetterFolder"/>.
    /// </summary>
    public int MaxDeadLetters { get; set; } = 100;

    /// <summary>
    /// Connections per executor process to one server, database and role, 1 … 1,000. Default: 16. Partitions beyond it take turns, those of
    /// other queries and tables too, if their writers have the same connection options and time limits.
    /// </summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>
    /// Whether a transaction pooler (PgBouncer) stands in front of the server, where only paths without session state work. Default:
    /// <see cref="PooledHost.Auto"/>, found out at the first connection.
    /// </summary>
    public PooledHost PooledHost { get; set; } = PooledHost.Auto;

    /// <summary>
    /// What a database administrator sees in <c>pg_stat_activity</c>; query and partition are added. Default: <c>lakebase</c>. PostgreSQL
    /// cuts the whole at 63 bytes.
    /// </summary>
    public string ApplicationName { get; set; } = "lakebase";

    /// <summary>Table, mode and place of the database. Never the password, never the connection string.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"LakebaseWriterOptions {{ Table = {Table}, Mode = {Mode}, PrimaryKeys = [{string.Join(", ", PrimaryKeys)}], Host = {LakebaseName ?? Host ?? "(by reference)"}, BatchSize = {BatchSize}, FlushMode = {FlushMode}, BatchInterval = {BatchInterval} }}");

    internal LakebaseWriterOptions Clone()
    {
        LakebaseWriterOptions copy = (LakebaseWriterOptions)MemberwiseClone();
        copy.PrimaryKeys = [.. PrimaryKeys];
        copy.CoalesceColumns = [.. CoalesceColumns];
        copy.DeleteOperations = [.. DeleteOperations];
        return copy;
    }
}
