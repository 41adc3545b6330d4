using Lakebase.Schema;

namespace Lakebase.SyncedTables.Layout;

/// <summary>The statements that make a target. Pure.</summary>
internal static class TargetSql
{
    private const string KeySuffix = "_pkey";

    /// <summary>The table without its key, ready to be loaded.</summary>
    public static string CreateTable(TargetLayout layout, QualifiedName table)
    {
        IEnumerable<string> columns = layout.Columns.Select(column => column.LoadDefinition)
            .Concat(layout.Definition.ExtraColumns.Select(ExtraColumn));
        return $"CREATE TABLE {table.ToSql()} (\n    {string.Join(",\n    ", columns)}\n)";
    }

    /// <summary>The casts that make loaded columns what they are to be.</summary>
    public static string? CastColumns(TargetLayout layout, QualifiedName table)
    {
        IEnumerable<string> casts = layout.Columns.Where(column => column.LoadType is not null).Select(column =>
        {
            string name = SqlIdentifier.Quote(column.Name);
            return $"ALTER COLUMN {name} TYPE {column.ColumnType} USING {name}::{column.ColumnType}";
        });
        string all = string.Join(", ", casts);
        return all.Length == 0 ? null : $"ALTER TABLE {table.ToSql()} {all}";
    }

    /// <summary>The primary key.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="table">The table.</param>
    /// <param name="name">Its name; null: as PostgreSQL would name it.</param>
    public static string AddPrimaryKey(TargetLayout layout, QualifiedName table, string? name = null)
    {
        string constraint = name is null ? "" : $"CONSTRAINT {SqlIdentifier.Quote(name)} ";
        return $"ALTER TABLE {table.ToSql()} ADD {constraint}PRIMARY KEY ({SqlIdentifier.QuoteAll(layout.Keys.Select(key => key.Name))})";
    }

    /// <summary>What PostgreSQL would call the primary key of a table.</summary>
    public static string DefaultKeyName(QualifiedName table) =>
        table.Name[..Math.Min(table.Name.Length, SqlIdentifier.MaxBytes - KeySuffix.Length)] + KeySuffix;

    /// <summary>The index of the primary key: made first, as it does not keep others from reading and indexing.</summary>
    public static string CreateKeyIndex(TargetLayout layout, QualifiedName table, string name) =>
        $"CREATE UNIQUE INDEX {SqlIdentifier.Quote(name)} ON {table.ToSql()} "
        + $"({SqlIdentifier.QuoteAll(layout.Keys.Select(key => key.Name))})";

    /// <summary>The primary key, of the index of its name.</summary>
    public static string AddPrimaryKeyOfIndex(QualifiedName table, string name) =>
        $"ALTER TABLE {table.ToSql()} ADD CONSTRAINT {SqlIdentifier.Quote(name)} PRIMARY KEY USING INDEX {SqlIdentifier.Quote(name)}";

    /// <summary>An index of the definition.</summary>
    public static string CreateIndex(ExtraIndex index, QualifiedName table) =>
        $"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX {SqlIdentifier.Quote(index.Name)} ON {table.ToSql()} {index.Definition}";

    /// <summary>Columns that the source has and the target lacks.</summary>
    public static string AddColumns(IEnumerable<SyncedColumn> columns, QualifiedName table)
    {
        IEnumerable<string> added =
            columns.Select(column => $"ADD COLUMN IF NOT EXISTS {SqlIdentifier.Quote(column.Name)} {column.ColumnType}");
        return $"ALTER TABLE {table.ToSql()} {string.Join(", ", added)}";
    }

    private static string ExtraColumn(ExtraColumn column) => column.Maintenance == ExtraColumnMaintenance.StoredGenerated
        ? $"{SqlIdentifier.Quote(column.ColumnName)} {column.ColumnType} GENERATED ALWAYS AS ({column.Compute}) STORED"
        : $"{SqlIdentifier.Quote(column.ColumnName)} {column.ColumnType} DEFAULT ({column.Compute})";
}
