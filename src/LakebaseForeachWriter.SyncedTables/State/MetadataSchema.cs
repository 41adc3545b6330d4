using Lakebase.Schema;

namespace Lakebase.SyncedTables.State;

/// <summary>Names and statements of the metadata schema: a row per synced table, and rows about the partitions of runs under way.</summary>
internal sealed class MetadataSchema
{
    /// <summary>The names that the statements are made for.</summary>
    public MetadataSchema(string schema)
    {
        Schema = schema;
        Tables = QualifiedName.Of(schema, "tables").ToSql();
        Partitions = QualifiedName.Of(schema, "partitions").ToSql();
    }

    public string Schema { get; }

    /// <summary>The table with a row per synced table, quoted.</summary>
    public string Tables { get; }

    /// <summary>The table with a row per finished partition of a run under way, quoted.</summary>
    public string Partitions { get; }

    /// <summary>The name of what a run loads into: schema and table.</summary>
    public static QualifiedName StageOf(string schema, Guid run) => QualifiedName.Of(schema, $"stage_{run:N}");

    /// <summary>The schema in which a run builds the new table, so that table and indexes have their final names.</summary>
    public string LoadSchemaOf(Guid run) => $"{Schema}_load_{run:N}"[..Math.Min(SqlIdentifier.MaxBytes, Schema.Length + 6 + 32)];

    /// <summary>Makes everything that is missing.</summary>
    public string CreateSql => $"""
        CREATE SCHEMA IF NOT EXISTS {SqlIdentifier.Quote(Schema)};
        CREATE TABLE IF NOT EXISTS {Tables} (
            target text PRIMARY KEY,
            definition jsonb NOT NULL,
            state text NOT NULL,
            message text,
            source_id text,
            source_schema text,
            version bigint,
            commit_time timestamptz,
            rows bigint,
            last_action text,
            last_rows bigint,
            last_duration interval,
            lag interval,
            run_id uuid,
            sync_start timestamptz,
            sync_end timestamptz,
            created timestamptz NOT NULL DEFAULT now());
        CREATE TABLE IF NOT EXISTS {Partitions} (
            run_id uuid NOT NULL,
            partition integer NOT NULL,
            attempt bigint NOT NULL,
            rows bigint NOT NULL,
            PRIMARY KEY (run_id, partition));
        """;
}
