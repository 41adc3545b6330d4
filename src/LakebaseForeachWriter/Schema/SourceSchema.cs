namespace Lakebase.Schema;

/// <summary>The columns of the rows to write, in row order. Immutable.</summary>
public sealed class SourceSchema
{
    /// <summary>A schema of these columns.</summary>
    public SourceSchema(params IReadOnlyList<SourceColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = [.. columns];
    }

    /// <summary>The columns in row order.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; }

    /// <summary>The columns as Spark's DDL text.</summary>
    public override string ToString() => string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type}"));
}
