namespace Lakebase.Schema;

/// <summary>A unique index of the table: a primary key, a unique constraint's index or a plain one.</summary>
/// <param name="Name">The index' name, without schema.</param>
/// <param name="Columns">Its key columns in index order; with expressions: those that the keys are made of.</param>
/// <param name="IsPrimaryKey">Whether it is the primary key.</param>
/// <param name="Predicate">A partial index' condition as SQL, else null.</param>
/// <param name="KeySql">With expressions: each of its keys as SQL about the columns' bare names; else null.</param>
/// <param name="IsDeferrable">Whether its constraint is deferrable: PostgreSQL refuses those as conflict targets.</param>
/// <param name="NullsNotDistinct">Whether nulls count as equal.</param>
internal sealed record UniqueIndex(
    string Name,
    IReadOnlyList<string> Columns,
    bool IsPrimaryKey = false,
    string? Predicate = null,
    IReadOnlyList<string>? KeySql = null,
    bool IsDeferrable = false,
    bool NullsNotDistinct = false);
