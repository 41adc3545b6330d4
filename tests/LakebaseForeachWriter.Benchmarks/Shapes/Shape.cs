using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>A table of the benchmarks, and how its rows are made.</summary>
internal abstract class Shape<TRow>
{
    /// <summary>Its name, which is the table's.</summary>
    public abstract string Name { get; }

    /// <summary>Its columns.</summary>
    public abstract IReadOnlyList<Column<TRow>> Columns { get; }

    /// <summary>The primary key.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>The columns as Spark has them.</summary>
    public abstract StructType Schema { get; }

    /// <summary>The i-th row; a version changes what is not in the key.</summary>
    public abstract TRow Row(int i, int version);

    /// <summary>Writes a row as a plain loop does: each column with its own type, nothing boxed.</summary>
    public abstract void Write(NpgsqlBinaryImporter importer, TRow row);

    /// <summary>Bytes of the row's texts: what a row made of .NET values takes beside itself.</summary>
    public abstract long TextBytes(TRow row);

    /// <summary>Rows by their numbers.</summary>
    public TRow[] Rows(IEnumerable<int> numbers, int version) => [.. numbers.Select(i => Row(i, version))];

    /// <summary>The column names for SQL.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));

    public string CreateTable(string name) =>
        $"CREATE TABLE {name} ({string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type}{(column.IsNotNull ? " NOT NULL" : "")}"))}"
        + $", PRIMARY KEY ({string.Join(", ", Keys)}))";

    /// <summary>The clause that makes an upsert of an insert, as every peer writes it.</summary>
    public string OnConflict =>
        $" ON CONFLICT ({string.Join(", ", Keys)}) DO UPDATE SET "
        + string.Join(", ", Columns.Select(column => column.Name).Except(Keys).Select(name => $"{name} = EXCLUDED.{name}"));

    /// <summary>The rows as the worker gets them from the executor JVM.</summary>
    public IReadOnlyList<RowFrame> Frames(IReadOnlyList<TRow> rows) =>
        RowFrame.Encode(Schema, rows.Select(row => (IReadOnlyList<object?>)[.. Columns.Select(column => column.Boxed(row))]));
}
