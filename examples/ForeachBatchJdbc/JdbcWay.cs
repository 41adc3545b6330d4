using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Streaming;
using Npgsql;

namespace ForeachBatchJdbc;

/// <summary>
/// What users write by hand: a first copy by JDBC, then a stream over the change data feed whose batches go by JDBC into a staging table and
/// from there by one statement into the target.
/// </summary>
internal sealed class JdbcWay(SparkSession spark, string connectionString, string folder) : Way
{
    private const string Staging = "foreach_batch_staging";

    private StreamingQuery? _query;

    public override string Name => "foreach_batch";

    public override string Remarks =>
        "map, array and struct columns are refused by JDBC; the target is empty while a first copy or a repeated one runs; a batch may hold "
        + "a part of a version; the password stands in Spark's plan; no driver or checkpoint may be lost";

    public override Task StartAsync(CounterTable source, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            Jdbc(spark.Sql($"SELECT * FROM {source.Sql}"), Name);
            Execute($"ALTER TABLE {Name} ADD PRIMARY KEY (id)");

            // From the version that was just copied: a version that does not exist yet is refused, and the merge can be repeated.
            _query = spark.ReadStream()
                .Format("delta").Option("readChangeFeed", true).Option("startingVersion", 0).Load(source.Path)
                .WriteStream()
                .ForeachBatch(Merge)
                .Option("checkpointLocation", Path.Combine(folder, "checkpoint"))
                .Trigger(Trigger.ProcessingTime("1 second"))
                .Start();
        },
        cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _query?.Stop();
        return ValueTask.CompletedTask;
    }

    private void Merge(DataFrame batch, long id)
    {
        Jdbc(batch.Where("_change_type <> 'update_preimage'").Drop("_commit_timestamp"), Staging);
        Execute($"""
            BEGIN;
            CREATE TEMP TABLE last_change ON COMMIT DROP AS
                SELECT DISTINCT ON (id) * FROM {Staging} ORDER BY id, _commit_version DESC, _change_type DESC;
            DELETE FROM {Name} t USING last_change c WHERE t.id = c.id AND c._change_type = 'delete';
            INSERT INTO {Name} SELECT id, change, name, balance, at FROM last_change WHERE _change_type <> 'delete'
                ON CONFLICT (id) DO UPDATE SET change = excluded.change, name = excluded.name, balance = excluded.balance, at = excluded.at;
            COMMIT;
            """);
    }

    private void Jdbc(DataFrame rows, string table)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        rows.Write()
            .Format("jdbc")
            .Option("url", $"jdbc:postgresql://{server.Host}:{server.Port}/{server.Database}?reWriteBatchedInserts=true")
            .Option("user", server.Username!)
            .Option("password", server.Password ?? "")
            .Option("driver", "org.postgresql.Driver")
            .Option("dbtable", table)
            .Option("batchsize", 10_000)
            .Mode("overwrite")
            .Save();
    }

    private void Execute(string sql)
    {
        using NpgsqlDataSource database = NpgsqlDataSource.Create(connectionString);
        using NpgsqlCommand command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
