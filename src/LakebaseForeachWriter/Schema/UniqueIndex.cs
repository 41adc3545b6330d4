namespace Lakebase.Schema;

/// <summary>A unique index of the table: a primary key, a unique constraint's index or a plain one.</summary>
/// <param name="Name">The index' name, without schema.</param>
/// <param name="Columns">Its key columns in index order; for an expression index only the plain columns.</param>
/// <param name="IsPrimaryKey">Whether it is the primary key.</param>
/// <param name="Predicate">A partial index' condition as SQL, else null.</param>
/// <param name="IsExpression">Whether one of its keys is an expression.</param>
/// <param name="IsDeferrable">Whether its constraint is deferrable: PostgreSQL refuses those as conflict targets.</param>
/// <param name="NullsNotDistinct">Whether nulls count as equal.</param>
internal sealed record UniqueIndex(
    string Name,
    IReadOnlyList<string> Columns,
    bool IsPrimaryKey = false,
    string? Predicate = null,
    bool IsExpression = false,
    bool IsDeferrable = false,
    bool NullsNotDistinct = false);
